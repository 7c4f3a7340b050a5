/** What the operating system tells of this machine, and programs that are asked. */
@org.jspecify.annotations.NullMarked
package dev.gantry.machine;
