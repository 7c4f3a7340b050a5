package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Images made smaller by a whole factor: each pixel is the mean of the block that it covers. */
public final class BlockMean {
  private BlockMean() {}

  /**
   * Shrinks.
   *
   * @param images [batch, height, width, channels], height and width multiples of the scale
   * @return [batch, height / scale, width / scale, channels]
   */
  public static Operand<TFloat32> shrink(Ops tf, Operand<TFloat32> images, int scale) {
    Shape shape = images.shape();
    long height = shape.get(1);
    long width = shape.get(2);
    if (height % scale != 0 || width % scale != 0) {
      throw new IllegalArgumentException(shape + " has no blocks of " + scale + " pixels");
    }
    Operand<TFloat32> blocks =
        tf.reshape(
            images,
            tf.constant(
                new long[] {
                  -1, height / scale, scale, width / scale, scale, shape.get(3)
                })); // [batch, h, scale, w, scale, channels]
    return tf.math.mean(blocks, tf.constant(new int[] {2, 4})); // [batch, h, w, channels]
  }
}
