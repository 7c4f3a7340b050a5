package dev.gantry.augment;

import dev.gantry.error.Check;
import dev.gantry.nn.Draws;
import java.util.List;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
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
  private static final int WIDTH_AXIS = 2;

  /** Checks the noise, and that no change is made twice. */
  public Augmentation {
    Check.range("dequantize", dequantize, 0, 1);
    diff = List.copyOf(diff);
    Check.that(
        Set.copyOf(diff).size() == diff.size(),
        "diff names a change twice; each of its values may stand there once");
  }

  /** Nothing is done. */
  public static Augmentation defaults() {
    return new Augmentation(false, 0, List.of());
  }

  /**
   * What makes a batch of real images, once a step. Noise may carry values up to {@code dequantize}
   * above 1.
   *
   * @param draws draws {@code flip} and {@code dequantize}
   * @param images in [-1, 1], [batch, size, size, channels]
   * @return the same shape
   */
  public Operand<TFloat32> prepare(Draws draws, Operand<TFloat32> images) {
    Operand<TFloat32> flipped = flip ? flipped(draws, images) : images;
    return dequantize > 0 ? dequantized(draws, flipped) : flipped;
  }

  private static Operand<TFloat32> flipped(Draws draws, Operand<TFloat32> images) {
    Ops tf = draws.tf();
    long batch = images.shape().get(0);
    Operand<TFloat32> u = draws.uniform("flip", Shape.of(batch, 1, 1, 1)); // [batch, 1, 1, 1]
    Operand<TFloat32> mirrored =
        tf.reverse(images, tf.constant(new int[] {WIDTH_AXIS})); // [batch, size, size, channels]
    return tf.select(tf.math.less(u, tf.constant(0.5f)), mirrored, images);
  }

  private Operand<TFloat32> dequantized(Draws draws, Operand<TFloat32> images) {
    Ops tf = draws.tf();
    Operand<TFloat32> u =
        draws.uniform("dequantize", images.shape()); // [batch, size, size, channels]
    return tf.math.add(images, tf.math.mul(u, tf.constant((float) dequantize)));
  }

  /**
   * What the discriminator sees of a batch, real or generated; gradients pass, and can be derived
   * again.
   *
   * @param draws other ones for each batch that is seen in a step
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
