package dev.gantry.nn;

/**
 * What a convolution sees of an image at once.
 *
 * @param size height and width in pixels
 * @param stride pixels from one position to the next
 */
public record Window(int size, int stride) {
  /** 4×4 with stride 2: halves an image of even size, one pixel of zeros on each side. */
  public static final Window HALVING = new Window(4, 2);

  /** 3×3 at every pixel. */
  public static final Window THREE = new Window(3, 1);

  /** One pixel: a dense layer over the channels. */
  public static final Window ONE = new Window(1, 1);
}
