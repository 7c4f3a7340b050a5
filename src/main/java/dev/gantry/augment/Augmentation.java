package dev.gantry.augment;

import dev.gantry.error.Check;
import dev.gantry.nn.Draws;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What is done to images before the discriminator sees them.
 *
 * @param flip whether real images are mirrored left to right, each with probability one half
 * @param dequantize noise added to real images, uniform from 0 to this, in units of the range -1 to
 *     1; 0 adds none. 1/128 fills the gap between two of 256 levels
 * @param diff which of DiffAugment's changes are made, in this order, to real and generated images
 *     alike
 */
public record Augmentation(boolean flip, double dequantize, List<DiffAugment> diff) {
  /** Checks the noise. */
  public Augmentation {
    Check.range("dequantize", dequantize, 0, 1);
    diff = List.copyOf(diff);
  }

  /** Nothing is done. */
  public static Augmentation defaults() {
    return new Augmentation(false, 0, List.of());
  }

  /**
   * What makes a batch of real images, once a step.
   *
   * @param images in [-1, 1], [batch, size, size, channels]
   * @return the same shape
   */
  public Operand<TFloat32> prepare(Draws draws, Operand<TFloat32> images) {
    return images;
  }

  /**
   * What the discriminator sees of a batch, real or generated; gradients pass.
   *
   * @param images in [-1, 1], [batch, size, size, channels]
   * @return the same shape
   */
  public Operand<TFloat32> view(Draws draws, Operand<TFloat32> images) {
    Operand<TFloat32> seen = images;
    for (DiffAugment change : diff) {
      seen = change.apply(draws, seen);
    }
    return seen;
  }
}
