package dev.gantry.loss;

import dev.gantry.error.Check;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Cross-entropy of logits, written with softplus so that no logit overflows. */
final class LogisticLoss {
  private LogisticLoss() {}

  static void checkRealTarget(double realTarget) {
    Check.range("real-target", realTarget, 0.5, 1);
  }

  /** {@code −log σ(l) = softplus(−l)}, mean over the batch. */
  static Operand<TFloat32> real(Ops tf, Operand<TFloat32> logits) {
    return BatchMean.of(tf, tf.math.softplus(tf.math.neg(logits)));
  }

  /** {@code −log(1 − σ(l)) = softplus(l)}, mean over the batch. */
  static Operand<TFloat32> fake(Ops tf, Operand<TFloat32> logits) {
    return BatchMean.of(tf, tf.math.softplus(logits));
  }

  /**
   * {@code −t log σ(real) − (1 − t) log(1 − σ(real)) − log(1 − σ(fake))}: with a target t below 1,
   * one-sided label smoothing (Salimans et al. 2016, section 3.4).
   */
  static Operand<TFloat32> discriminator(
      Ops tf, Operand<TFloat32> real, Operand<TFloat32> fake, double realTarget) {
    Operand<TFloat32> loss = real(tf, real);
    if (realTarget < 1) {
      loss =
          tf.math.add(
              tf.math.mul(loss, tf.constant((float) realTarget)),
              tf.math.mul(fake(tf, real), tf.constant((float) (1 - realTarget))));
    }
    return tf.math.add(loss, fake(tf, fake)); // scalar
  }
}
