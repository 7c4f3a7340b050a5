package dev.gantry.export;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Latents of a narrower distribution. */
final class Truncation {
  private Truncation() {}

  /**
   * Brings standard normal values to the normal distribution truncated at ±{@code threshold}, by
   * {@code z' = Φ⁻¹(Φ(−t) + (Φ(t) − Φ(−t)) · Φ(z))}: the order of values stays, and 0 stays 0.
   *
   * @param z [batch, latent]
   * @param threshold above 0
   */
  static Operand<TFloat32> of(Ops tf, Operand<TFloat32> z, double threshold) {
    Operand<TFloat32> share = probability(tf, z); // Φ(z), [batch, latent]
    Operand<TFloat32> below = probability(tf, tf.constant((float) -threshold)); // Φ(-t), []
    Operand<TFloat32> within =
        tf.math.sub(tf.constant(1f), tf.math.mul(tf.constant(2f), below)); // Φ(t) - Φ(-t), []
    Operand<TFloat32> narrowed =
        tf.math.ndtri(tf.math.add(below, tf.math.mul(within, share))); // [batch, latent]
    // Rounding may step over the bound by the last bit.
    return tf.clipByValue(
        narrowed, tf.constant((float) -threshold), tf.constant((float) threshold));
  }

  /** The standard normal distribution function, {@code Φ(x) = (1 + erf(x / √2)) / 2}. */
  private static Operand<TFloat32> probability(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> error = tf.math.erf(tf.math.mul(x, tf.constant((float) Math.sqrt(0.5))));
    return tf.math.mul(tf.math.add(error, tf.constant(1f)), tf.constant(0.5f));
  }
}
