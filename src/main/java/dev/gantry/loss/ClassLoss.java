package dev.gantry.loss;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Cross-entropy of class logits. */
public final class ClassLoss {
  private ClassLoss() {}

  /**
   * {@code −log softmax(logits)[class]}, mean over the batch (Odena, Olah and Shlens 2017, equation
   * 3).
   *
   * @param logits [batch, classes]
   * @param classes one-hot rows, [batch, classes]
   * @return scalar
   */
  public static Operand<TFloat32> of(Ops tf, Operand<TFloat32> logits, Operand<TFloat32> classes) {
    Operand<TFloat32> each = tf.nn.softmaxCrossEntropyWithLogits(logits, classes).loss(); // [batch]
    return tf.math.mean(each, tf.constant(0));
  }
}
