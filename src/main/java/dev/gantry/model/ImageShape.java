package dev.gantry.model;

/**
 * The images of a run.
 *
 * @param size height and width in pixels
 * @param channels 1 for grey, 3 for RGB
 */
public record ImageShape(int size, int channels) {
  /** Values of one image. */
  public int values() {
    return size * size * channels;
  }
}
