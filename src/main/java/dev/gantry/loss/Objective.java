package dev.gantry.loss;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What the two networks play for, as losses on the discriminator's logits. A new one is one record,
 * and one name in this list.
 */
public sealed interface Objective permits NonSaturating, Minimax {
  /**
   * The discriminator's loss.
   *
   * @param real logits of real images, [batch]
   * @param fake logits of generated images, [batch]
   * @return mean over the batch, scalar
   */
  Operand<TFloat32> discriminatorLoss(Ops tf, Operand<TFloat32> real, Operand<TFloat32> fake);

  /**
   * The generator's loss.
   *
   * @param fake logits of generated images, [batch]
   * @return mean over the batch, scalar
   */
  Operand<TFloat32> generatorLoss(Ops tf, Operand<TFloat32> fake);
}
