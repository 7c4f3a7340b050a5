package dev.gantry.loss;

import dev.gantry.error.Check;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What {@link R1}, {@link R2} and both together share: a slope costs by its square. */
final class ZeroCentred {
  private ZeroCentred() {}

  static void check(double gamma, int every) {
    Check.positive("gamma", gamma);
    Check.range("every", every, 1, 1000);
  }

  /**
   * {@code γ/2 · E ‖∇D‖²}.
   *
   * @param images where, [batch, size, size, channels]
   * @return scalar
   */
  static Operand<TFloat32> at(Penalty.Subject subject, Operand<TFloat32> images, double gamma) {
    Ops tf = subject.tf();
    return tf.math.mul(
        tf.constant((float) (gamma / 2)),
        BatchMean.of(tf, InputGradient.squaredNorms(subject, images)));
  }
}
