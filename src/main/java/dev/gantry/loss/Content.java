package dev.gantry.loss;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What a generator pays for the difference between its images and the real ones that they should
 * be, where it enlarges images (Ledig et al. 2017, section 2.2). A new one is one record, and one
 * name in this list.
 */
public sealed interface Content permits NoContent, PixelContent, FeatureContent {
  /** Whether nothing is compared. */
  default boolean isNone() {
    return false;
  }

  /** What the objective's loss is multiplied with before it is added to this one. */
  double adversarialWeight();

  /** Until so many thousands of images were shown, the generator learns from this loss alone. */
  double pretrainKimg();

  /**
   * The loss.
   *
   * @param made images in [-1, 1], or what a classifier makes of them, [batch, height, width,
   *     channels]
   * @param real what they should be, likewise
   * @return mean over the batch, scalar
   */
  Operand<TFloat32> of(Ops tf, Operand<TFloat32> made, Operand<TFloat32> real);
}
