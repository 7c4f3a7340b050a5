package dev.gantry.export;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Latents of a narrower distribution. */
final class Truncation {
  private Truncation() {}

  /**
   * Brings standard normal values to the normal distribution truncated at ±{@code threshold}, by
   * {@code z' = Φ⁻¹(Φ(−t) + (Φ(t) − Φ(−t)) · Φ(z))}, which is {@code Φ⁻¹((1 + erf(t / √2) · erf(z /
   * √2)) / 2)}: the order of values stays, and 0 stays 0.
   *
   * @param z [batch, latent]
   * @param threshold above 0
   */
  static Operand<TFloat32> of(Ops tf, Operand<TFloat32> z, double threshold) {
    Operand<TFloat32> within = error(tf, tf.constant((float) threshold)); // Φ(t) - Φ(-t), []
    Operand<TFloat32> share = tf.math.mul(within, error(tf, z)); // [batch, latent]
    Operand<TFloat32> narrowed =
        NormalQuantile.of(tf, tf.math.mul(share, tf.constant(0.5f))); // [batch, latent]
    // Rounding may step over the bound by the last bit.
    return tf.clipByValue(
        narrowed, tf.constant((float) -threshold), tf.constant((float) threshold));
  }

  /** {@code erf(x / √2) = 2 Φ(x) − 1}. */
  private static Operand<TFloat32> error(Ops tf, Operand<TFloat32> x) {
    return tf.math.erf(tf.math.mul(x, tf.constant((float) Math.sqrt(0.5))));
  }
}
