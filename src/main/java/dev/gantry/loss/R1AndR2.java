package dev.gantry.loss;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * {@link R1} and {@link R2} together, {@code γ/2 · (E ‖∇D(x)‖² + E ‖∇D(G(z))‖²)}, as R3GAN has it
 * (Huang et al. 2024, section 2.2).
 *
 * @param gamma how much the slope costs
 * @param every taken in every so many steps of the discriminator, as often stronger (Karras et al.
 *     2020, section 3.1)
 */
public record R1AndR2(double gamma, int every) implements Penalty {
  /** Checks both. */
  public R1AndR2 {
    ZeroCentred.check(gamma, every);
  }

  /** R3GAN's start on CIFAR-10, 0.05, in every step. */
  public static R1AndR2 defaults() {
    return new R1AndR2(0.05, 1);
  }

  @Override
  public Operand<TFloat32> of(Subject subject) {
    // Two passes and not one over both batches: D may know the labels of one batch.
    return subject
        .tf()
        .math
        .add(
            ZeroCentred.at(subject, subject.reals(), gamma * every),
            ZeroCentred.at(subject, subject.fakes(), gamma * every)); // scalar
  }
}
