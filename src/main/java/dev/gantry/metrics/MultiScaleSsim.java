package dev.gantry.metrics;

import dev.gantry.data.ImageDimensions;
import dev.gantry.error.Check;

/**
 * Multi-scale structural similarity (Wang, Simoncelli and Bovik 2003, equation 7) of the luma: 1
 * for equal pictures, around 0 for unrelated ones, never below 0.
 *
 * <p>The paper's five scales need 176 pixels, so that its window of 11 pixels fits the smallest. Of
 * a smaller picture there are as many as fit, and their exponents are scaled to add up to 1: four
 * from 88 pixels, three from 44, two from 22, below that one. Numbers of different sizes cannot be
 * compared therefore.
 */
public final class MultiScaleSsim {
  /** Exponents of the scales, from the finest (section 3.2 of the paper). */
  private static final double[] EXPONENTS = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};

  private static final int WINDOW = 11;

  private MultiScaleSsim() {}

  /** How many scales pictures of a size are compared at, 1 to 5. */
  public static int scales(ImageDimensions shape) {
    int least = Math.min(shape.height(), shape.width());
    int scales = 1;
    while (scales < EXPONENTS.length && least >> scales >= WINDOW) {
      scales++;
    }
    return scales;
  }

  /**
   * Compares two pictures.
   *
   * @param a [height, width, channels], black 0 and white 1; what is outside is clamped
   * @param b of the same shape
   */
  public static double of(float[] a, float[] b, ImageDimensions shape) {
    Check.that(
        a.length == shape.bytes() && b.length == shape.bytes(),
        "%d and %d values for %s".formatted(a.length, b.length, shape));
    return of(Plane.luma(a, shape), Plane.luma(b, shape), scales(shape));
  }

  private static double of(Plane a, Plane b, int scales) {
    double total = 0;
    for (int i = 0; i < scales; i++) {
      total += EXPONENTS[i];
    }
    double product = 1;
    for (int i = 0; i < scales; i++) {
      Ssim.Similarity similarity = Ssim.compare(a, b);
      double factor = i == scales - 1 ? similarity.whole() : similarity.structure();
      // A root of a negative number is none: as similar as can be told is 0.
      product *= Math.pow(Math.max(0, factor), EXPONENTS[i] / total);
      a = a.halved();
      b = b.halved();
    }
    return product;
  }
}
