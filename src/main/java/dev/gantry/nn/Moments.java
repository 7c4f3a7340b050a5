package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/**
 * Mean and biased variance over some axes of an image batch, made of operations that can be derived
 * twice.
 *
 * @param mean with these axes of size 1
 * @param variance likewise
 */
record Moments(Operand<TFloat32> mean, Operand<TFloat32> variance) {
  /**
   * The moments of what stands on these axes together.
   *
   * @param x [batch, height, width, channels]
   */
  static Moments of(Ops tf, Operand<TFloat32> x, int... axes) {
    Operand<TFloat32> mean = mean(tf, x, axes);
    // Not E[x²] - E[x]², which rounds to nothing, or to less, beside a large mean.
    return new Moments(mean, mean(tf, tf.math.square(tf.math.sub(x, mean)), axes));
  }

  private static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> x, int... axes) {
    return tf.math.mean(x, tf.constant(axes), Mean.keepDims(true));
  }

  /**
   * {@code (x − mean) / sqrt(variance + epsilon)}.
   *
   * @param x [batch, height, width, channels]
   * @return the same shape
   */
  Operand<TFloat32> normalize(Ops tf, Operand<TFloat32> x, float epsilon) {
    // Rsqrt and Sqrt cannot be derived twice; Pow can.
    Operand<TFloat32> scale =
        tf.math.pow(tf.math.add(variance, tf.constant(epsilon)), tf.constant(-0.5f));
    return tf.math.mul(tf.math.sub(x, mean), scale);
  }

  /**
   * The moments of both together, as if this had {@code weight} of the values and the other the
   * rest.
   *
   * @param weight from 0 to 1
   */
  Moments mixed(Ops tf, float weight, Moments other) {
    Operand<TFloat32> w = tf.constant(weight);
    Operand<TFloat32> rest = tf.constant(1 - weight);
    Operand<TFloat32> between =
        tf.math.mul(
            tf.constant(weight * (1 - weight)), tf.math.square(tf.math.sub(mean, other.mean)));
    return new Moments(
        tf.math.add(tf.math.mul(w, mean), tf.math.mul(rest, other.mean)),
        tf.math.add(
            tf.math.add(tf.math.mul(w, variance), tf.math.mul(rest, other.variance)), between));
  }
}
