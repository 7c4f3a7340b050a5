package dev.gantry.optim;

import dev.gantry.error.Check;

/**
 * Adam (Kingma and Ba 2014, algorithm 1).
 *
 * @param learningRate step size at the start
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the bias-corrected second moment
 * @param clipNorm largest global norm of the network's gradients; 0 does not clip
 * @param schedule how the learning rate changes over the run
 */
public record Adam(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double clipNorm,
    Schedule schedule)
    implements OptimizerConfig {

  /** Checks every component. */
  public Adam {
    Check.positive("learning-rate", learningRate);
    Check.range("beta1", beta1, 0, 0.9999);
    Check.range("beta2", beta2, 0, 0.999999);
    Check.positive("epsilon", epsilon);
    Check.range("clip-norm", clipNorm, 0, 1e9);
  }

  /** The DCGAN paper's: learning rate 0.0002, beta1 0.5. */
  public static Adam defaults() {
    return new Adam(0.0002, 0.5, 0.999, 1e-8, 0, new Schedule.Constant());
  }
}
