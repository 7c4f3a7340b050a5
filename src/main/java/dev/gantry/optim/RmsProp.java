package dev.gantry.optim;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.gantry.error.Check;

/**
 * RMSProp (Hinton, Neural Networks for Machine Learning, lecture 6e).
 *
 * @param learningRate step size at the start
 * @param decay decay of the mean square
 * @param momentum decay of the accumulated step; 0 for none
 * @param epsilon added to the mean square under the root
 * @param clipNorm largest global norm of the network's gradients; 0 does not clip
 * @param schedule how the learning rate changes over the run
 */
@JsonTypeName("rmsprop")
public record RmsProp(
    double learningRate,
    double decay,
    double momentum,
    double epsilon,
    double clipNorm,
    Schedule schedule)
    implements OptimizerConfig {

  /** Checks every component. */
  public RmsProp {
    Check.positive("learning-rate", learningRate);
    Check.range("decay", decay, 0, 0.999999);
    Check.range("momentum", momentum, 0, 0.9999);
    Check.positive("epsilon", epsilon);
    Check.range("clip-norm", clipNorm, 0, 1e9);
  }

  /** Learning rate 0.00005 as in the first WGAN, no momentum. */
  public static RmsProp defaults() {
    return new RmsProp(0.00005, 0.9, 0, 1e-10, 0, new Schedule.Constant());
  }
}
