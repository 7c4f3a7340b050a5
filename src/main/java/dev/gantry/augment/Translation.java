package dev.gantry.augment;

import dev.gantry.nn.Draws;
import java.util.stream.LongStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Images moved by whole pixels, up to an eighth of the size up, down and sideways, with zeros where
 * nothing was.
 *
 * <p>Pixels are gathered from images with a border. Batched products with shift matrices do the
 * same, but take twice as long on a CPU, and round values where a GPU multiplies in TF32. No pixel
 * is gathered twice, so the gradient's sums depend on no order.
 */
final class Translation {
  private Translation() {}

  /**
   * Moves each image.
   *
   * @param draws draws {@code translation}, [batch, 2]: rows and columns, 0 the farthest down and
   *     right, 0.5 not at all
   * @param images [batch, size, size, channels]
   * @return the same shape
   */
  static Operand<TFloat32> apply(Draws draws, Operand<TFloat32> images) {
    Shape shape = images.shape();
    int size = (int) shape.get(1);
    int reach = (size + 4) / 8; // an eighth, rounded as in the authors' program
    Ops tf = draws.tf();
    int wide = size + 2 * reach;
    Operand<TInt64> pixels =
        tf.math.add(
            corners(draws, shape.get(0), reach, wide),
            tf.constant(window(size, wide))); // [batch, size · size]
    Operand<TFloat32> moved =
        tf.gather(bordered(tf, images, reach), pixels, tf.constant(0)); // [batch, size², channels]
    return tf.reshape(moved, tf.constant(shape.asArray()));
  }

  /** Every pixel of the images with a border of zeros: [batch · wide · wide, channels]. */
  private static Operand<TFloat32> bordered(Ops tf, Operand<TFloat32> images, int reach) {
    int[][] border = {{0, 0}, {reach, reach}, {reach, reach}, {0, 0}};
    Operand<TFloat32> wide = tf.pad(images, tf.constant(border), tf.constant(0f));
    return tf.reshape(wide, tf.constant(new long[] {-1, images.shape().get(3)}));
  }

  /**
   * Where the upper left pixel of each moved image comes from: [batch, 1].
   *
   * <p>In int64, because TensorFlow computes with int32 on the host even where a GPU has the rest.
   */
  private static Operand<TInt64> corners(Draws draws, long batch, int reach, int wide) {
    Ops tf = draws.tf();
    Operand<TFloat32> u = draws.uniform("translation", Shape.of(batch, 2)); // [batch, 2]
    Operand<TFloat32> moves =
        tf.math.floor(tf.math.mul(u, tf.constant((float) (2 * reach + 1)))); // [batch, 2]
    Operand<TFloat32> within =
        tf.reduceSum(
            tf.math.mul(moves, tf.constant(new float[] {wide, 1})), tf.constant(1)); // [batch]
    long[] first = LongStream.range(0, batch).map(image -> image * wide * wide).toArray();
    return tf.expandDims(
        tf.math.add(tf.dtypes.cast(within, TInt64.class), tf.constant(first)), tf.constant(1));
  }

  /** Where the pixels of a window lie, from its first one: [size · size]. */
  private static long[] window(int size, int wide) {
    return LongStream.range(0, (long) size * size)
        .map(pixel -> pixel / size * wide + pixel % size)
        .toArray();
  }
}
