package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Instance normalization (Ulyanov, Vedaldi and Lempitsky 2016): each channel of each image over
 * height and width, then a scale gamma and a shift beta for each channel. The same as PyTorch's
 * {@code InstanceNorm2d(channels, affine=True)}.
 */
public final class InstanceNorm {
  /** Added to the variance. */
  public static final float EPSILON = 1e-5f;

  private InstanceNorm() {}

  /**
   * Normalizes each channel of each image, in the same way in both modes.
   *
   * @param x [batch, height, width, channels]
   * @return the same shape; can be derived twice
   */
  public static Operand<TFloat32> apply(Pass outer, Operand<TFloat32> x) {
    Pass pass = outer.in("norm");
    Moments moments = Moments.of(pass.tf(), x, 1, 2); // [batch, 1, 1, channels]
    return Affine.perChannel(pass, moments.normalize(pass.tf(), x, EPSILON));
  }
}
