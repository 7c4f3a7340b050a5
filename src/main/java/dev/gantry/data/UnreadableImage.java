package dev.gantry.data;

/**
 * An image that was passed over.
 *
 * @param index its place in the source
 * @param name its file, or its number
 * @param reason why it cannot be read, in a line
 */
public record UnreadableImage(int index, String name, String reason) {}
