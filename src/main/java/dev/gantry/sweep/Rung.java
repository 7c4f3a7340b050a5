package dev.gantry.sweep;

/**
 * A step of a sweep's ladder.
 *
 * @param trials how many are run so far, the best of the rung below; fewer where more failed
 * @param kimg thousands of images that they have seen at its end; 0: as many as their
 *     configurations say
 */
public record Rung(int trials, double kimg) {}
