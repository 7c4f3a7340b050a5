package dev.gantry.graph;

import org.tensorflow.op.Ops;

/**
 * Which operations do a convolution's work by minimal filters, told by their names: their types,
 * matrix products and transpositions, do not tell.
 */
public final class Winograd {
  /** Name of the product over channels, which stands for the convolution's own multiplications. */
  static final String PRODUCT = "Product";

  private static final String SCOPE = "winograd";

  /** Multiplications of plain sums for one of the product's. */
  private static final double SAVING =
      Math.pow((double) MinimalFilter.OUTPUTS * MinimalFilter.TAPS / MinimalFilter.PRODUCTS, 2);

  private Winograd() {}

  /** The scope of such operations within another. */
  static Ops scope(Ops tf) {
    return tf.withSubScope(SCOPE);
  }

  /** Whether an operation of this name is one of them. */
  public static boolean isPart(String operation) {
    return operation.contains("/" + SCOPE + "/");
  }

  /**
   * Floating-point operations that plain sums would take in its place.
   *
   * @param operation name of one that {@link #isPart}
   * @param flops that it does itself
   */
  public static long plainFlops(String operation, long flops) {
    boolean product = operation.endsWith("/" + PRODUCT);
    return product ? Math.round(SAVING * flops) : 0; // the rest only lays values out
  }
}
