package dev.gantry.train;

/**
 * What {@code checkpoints/best.json} says.
 *
 * @param checkpoint name of its folder
 * @param images real images shown
 * @param key of the number that it is the best by
 * @param value of that number
 */
public record BestCheckpoint(String checkpoint, long images, String key, double value) {}
