package dev.gantry.loss;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * {@code γ/2 · E ‖∇D(G(z))‖²} at generated images (Mescheder et al. 2018, section 4.1).
 *
 * @param gamma how much the slope costs
 * @param every taken in every so many steps of the discriminator, as often stronger (Karras et al.
 *     2020, section 3.1)
 */
public record R2(double gamma, int every) implements Penalty {
  /** Checks both. */
  public R2 {
    ZeroCentred.check(gamma, every);
  }

  /** The paper's 10, in every step. */
  public static R2 defaults() {
    return new R2(10, 1);
  }

  @Override
  public Operand<TFloat32> of(Subject subject) {
    return ZeroCentred.at(subject, subject.fakes(), gamma * every);
  }
}
