package dev.gantry.loss;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * {@code γ/2 · E ‖∇D(x)‖²} at real images (Mescheder et al. 2018, equation 9).
 *
 * @param gamma how much the slope costs
 * @param every taken in every so many steps of the discriminator, as often stronger (Karras et al.
 *     2020, section 3.1)
 */
public record R1(double gamma, int every) implements Penalty {
  /** Checks both. */
  public R1 {
    ZeroCentred.check(gamma, every);
  }

  /** The paper's 10, in every step. */
  public static R1 defaults() {
    return new R1(10, 1);
  }

  @Override
  public Operand<TFloat32> of(Subject subject) {
    return ZeroCentred.at(subject, subject.reals(), gamma * every);
  }
}
