package dev.gantry.loss;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The mean over a batch. */
final class BatchMean {
  private BatchMean() {}

  /**
   * The mean of a vector.
   *
   * @param values [batch]
   * @return scalar
   */
  static Operand<TFloat32> of(Ops tf, Operand<TFloat32> values) {
    return tf.math.mean(values, tf.constant(0));
  }
}
