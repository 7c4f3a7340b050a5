package dev.gantry.data;

/**
 * How images that are read from files are shuffled, so that few of them are in memory and the files
 * are read in long pieces: blocks of neighbours are shuffled over the whole set, then the images of
 * a window of such blocks.
 *
 * @param blockImages neighbours that are read together
 * @param blocks of a window
 */
public record ShuffleWindow(int blockImages, int blocks) {}
