/**
 * The two kinds of failure that a person hears of in one line: their own mistake ({@link
 * dev.gantry.error.UserException}) and a run that failed ({@link dev.gantry.error.RunException}).
 * Anything else that is thrown is a bug.
 */
@org.jspecify.annotations.NullMarked
package dev.gantry.error;
