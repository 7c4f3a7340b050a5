package dev.gantry.loss;

import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What the two networks play for, as losses on the discriminator's scores. A new one is one record,
 * and one name in this list.
 */
public sealed interface Objective
    permits NonSaturating,
        Minimax,
        LeastSquares,
        Hinge,
        Wasserstein,
        Relativistic,
        RelativisticAverage {
  /**
   * The discriminator's loss.
   *
   * @param real scores of real images, [batch]
   * @param fake scores of generated images, [batch]
   * @return mean over the batch, scalar
   */
  Operand<TFloat32> discriminatorLoss(Ops tf, Operand<TFloat32> real, Operand<TFloat32> fake);

  /**
   * The generator's loss.
   *
   * @param real scores of real images, [batch]; they cost a pass of the discriminator, so ask only
   *     where the loss depends on them
   * @param fake scores of generated images, [batch]
   * @return mean over the batch, scalar
   */
  Operand<TFloat32> generatorLoss(Ops tf, Supplier<Operand<TFloat32>> real, Operand<TFloat32> fake);

  /**
   * What is reported of scores: the probability of "this is real" where they are its logits; else,
   * which is the default, the scores as they are.
   *
   * @return of the shape of the scores
   */
  default Operand<TFloat32> verdict(Ops tf, Operand<TFloat32> scores) {
    return scores;
  }

  /** Whether each generated image is compared with one real image, so that there are as many. */
  default boolean comparesPairs() {
    return false;
  }

  /** Every weight of the discriminator stays within this of 0 after each step; 0 does not clip. */
  default double weightClip() {
    return 0;
  }
}
