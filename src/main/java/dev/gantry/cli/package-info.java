/** The commands: the only code that prints, exits or reads the environment. */
@org.jspecify.annotations.NullMarked
package dev.gantry.cli;
