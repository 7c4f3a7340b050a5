package dev.gantry.loss;

import dev.gantry.nn.Draws;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What the discriminator pays for the gradient of its scores by the images. A new one is one
 * record, and one name in this list.
 */
public sealed interface Penalty permits NoPenalty, GradientPenalty, Dragan, R1, R2, R1AndR2 {
  /** Whether there is nothing to pay. */
  default boolean isNone() {
    return false;
  }

  /**
   * The penalty is taken in every so many steps of the discriminator, as often stronger: lazy
   * regularization (Karras et al. 2020, section 3.1).
   */
  default int every() {
    return 1;
  }

  /**
   * The penalty with its weight, as often stronger as it is seldom taken.
   *
   * @return mean over the batch, scalar
   */
  Operand<TFloat32> of(Subject subject);

  /**
   * What is penalized.
   *
   * @param graph where gradients are built
   * @param tf where all else is built
   * @param scores the discriminator: images [batch, size, size, channels] to scores [batch], in
   *     operations that can be derived twice
   * @param reals images in [-1, 1], [batch, size, size, channels]
   * @param fakes generated ones, of the same shape
   * @param draws random numbers of this step
   */
  record Subject(
      Graph graph,
      Ops tf,
      UnaryOperator<Operand<TFloat32>> scores,
      Operand<TFloat32> reals,
      Operand<TFloat32> fakes,
      Draws draws) {}
}
