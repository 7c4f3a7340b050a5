package dev.gantry.augment;

import dev.gantry.nn.Draws;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/** A square of zeros, half as wide as the image, whose centre is random. */
final class Cutout {
  private Cutout() {}

  /**
   * Cuts one square out of each image.
   *
   * @param draws draws {@code cutout}, [batch, 2]: the centre's row and column
   * @param images [batch, size, size, channels]
   * @return the same shape
   */
  static Operand<TFloat32> apply(Draws draws, Operand<TFloat32> images) {
    Ops tf = draws.tf();
    long batch = images.shape().get(0);
    int size = (int) images.shape().get(1);
    Operand<TFloat32> inside =
        inside(tf, draws.uniform("cutout", Shape.of(batch, 2)), size); // [batch, 2, size]
    Operand<TFloat32> rows = axis(tf, inside, 0, batch, size, 1); // [batch, size, 1, 1]
    Operand<TFloat32> columns = axis(tf, inside, 1, batch, 1, size); // [batch, 1, size, 1]
    Operand<TFloat32> kept =
        tf.math.sub(tf.constant(1f), tf.math.mul(rows, columns)); // [batch, size, size, 1]
    return tf.math.mul(images, kept);
  }

  /**
   * 1 where a row, and where a column, crosses the square; else 0.
   *
   * @param u [batch, 2]
   * @return [batch, 2, size]
   */
  private static Operand<TFloat32> inside(Ops tf, Operand<TFloat32> u, int size) {
    int width = size / 2;
    int before = width / 2;
    // A square of even width has its centre between pixels, so there is one place more for it.
    int places = size + 1 - width % 2;
    Operand<TFloat32> centre = tf.math.floor(tf.math.mul(u, tf.constant((float) places)));
    Operand<TFloat32> first =
        tf.expandDims(
            tf.math.sub(centre, tf.constant((float) before)), tf.constant(2)); // [batch, 2, 1]
    Operand<TFloat32> end = tf.math.add(first, tf.constant((float) width)); // [batch, 2, 1]
    Operand<TFloat32> pixels = tf.constant(positions(size)); // [size]
    Operand<TBool> covered =
        tf.math.logicalAnd(tf.math.greaterEqual(pixels, first), tf.math.less(pixels, end));
    return tf.dtypes.cast(covered, TFloat32.class);
  }

  private static float[] positions(int size) {
    float[] positions = new float[size];
    for (int i = 0; i < size; i++) {
      positions[i] = i;
    }
    return positions;
  }

  private static Operand<TFloat32> axis(
      Ops tf, Operand<TFloat32> inside, int which, long batch, int rows, int columns) {
    return tf.reshape(
        tf.gather(inside, tf.constant(which), tf.constant(1)),
        tf.constant(new long[] {batch, rows, columns, 1}));
  }
}
