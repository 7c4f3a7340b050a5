/** Writing so that nobody sees a part, and file errors as the one line that a person reads. */
@org.jspecify.annotations.NullMarked
package dev.gantry.io;
