package dev.gantry.model;

import dev.gantry.nn.Dense;
import dev.gantry.nn.Initializer;
import dev.gantry.nn.Pass;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The small image that a generator makes of a latent first. */
final class LatentImage {
  private LatentImage() {}

  /**
   * A dense layer with bias, laid out as an image.
   *
   * @param z [batch, latent]
   * @return [batch, base, base, channels]
   */
  static Operand<TFloat32> of(
      Pass pass, Operand<TFloat32> z, int base, int channels, Initializer initializer) {
    Ops tf = pass.tf();
    Operand<TFloat32> h =
        Dense.withBias(pass, z, base * base * channels, initializer); // [batch, b · b · c]
    return tf.reshape(h, tf.constant(new int[] {-1, base, base, channels}));
  }
}
