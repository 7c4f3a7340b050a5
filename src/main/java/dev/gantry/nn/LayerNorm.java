package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Layer normalization (Ba, Kiros and Hinton 2016): each image over height, width and channels, then
 * a scale gamma and a shift beta for each channel. What the critics of Gulrajani et al. 2017 use
 * instead of batch norm, because it leaves images independent of each other.
 *
 * <p>The same as PyTorch's {@code GroupNorm(1, channels)}; its {@code LayerNorm([C, H, W])} has a
 * gamma and a beta for each value instead.
 */
public final class LayerNorm {
  /** Added to the variance. */
  public static final float EPSILON = 1e-5f;

  private LayerNorm() {}

  /**
   * Normalizes each image, in the same way in both modes.
   *
   * @param x [batch, height, width, channels]
   * @return the same shape; can be derived twice
   */
  public static Operand<TFloat32> apply(Pass outer, Operand<TFloat32> x) {
    Pass pass = outer.in("norm");
    Moments moments = Moments.of(pass.tf(), x, 1, 2, 3); // [batch, 1, 1, 1]
    return Affine.perChannel(pass, moments.normalize(pass.tf(), x, EPSILON));
  }
}
