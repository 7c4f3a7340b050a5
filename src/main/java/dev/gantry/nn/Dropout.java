package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Dropout (Srivastava et al. 2014, section 10): in training each value is 0 with a probability, and
 * what stays is scaled up so that its mean does too; in inference nothing happens.
 */
public final class Dropout {
  private Dropout() {}

  /**
   * Drops values by the pass's draw {@code dropout}, uniform in [0, 1): those below the rate.
   *
   * @param rate probability of a 0, in [0, 1)
   * @return the shape of x; can be derived twice
   * @throws IllegalStateException if the pass is in training without draws
   */
  public static Operand<TFloat32> apply(Pass pass, Operand<TFloat32> x, double rate) {
    if (rate == 0 || pass.mode() == Pass.Mode.INFERENCE) {
      return x;
    }
    Draws draws =
        pass.draws()
            .orElseThrow(() -> new IllegalStateException("dropout in a pass without draws"));
    Ops tf = pass.tf();
    Operand<TFloat32> uniform = draws.uniform("dropout", x.shape()); // as x
    Operand<TFloat32> kept =
        tf.dtypes.cast(
            tf.math.greaterEqual(uniform, tf.constant((float) rate)), TFloat32.class); // as x
    return tf.math.mul(x, tf.math.mul(kept, tf.constant((float) (1 / (1 - rate)))));
  }
}
