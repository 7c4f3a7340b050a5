package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Images of half the height and width, which must be even.
 *
 * <p>By reshape and sum: the gradient of TensorFlow's AvgPool cannot be derived again, and these
 * can.
 */
public final class Downsample {
  private Downsample() {}

  /**
   * The mean of every four pixels.
   *
   * @param x [batch, height, width, channels]
   * @return [batch, height / 2, width / 2, channels]
   */
  public static Operand<TFloat32> mean(Pass pass, Operand<TFloat32> x) {
    Ops tf = pass.tf();
    Shape shape = x.shape();
    long height = even(shape, 1);
    long width = even(shape, 2);
    long channels = shape.get(3);
    Operand<TFloat32> rows = pairs(tf, x, width * channels); // [batch · height / 2, width · c]
    Operand<TFloat32> pixels = pairs(tf, rows, channels); // [batch · height / 2 · width / 2, c]
    Operand<TFloat32> sums =
        tf.reshape(pixels, tf.constant(new long[] {-1, height / 2, width / 2, channels}));
    return tf.math.mul(sums, tf.constant(0.25f));
  }

  /** The sum of each two neighbours of that many values. */
  private static Operand<TFloat32> pairs(Ops tf, Operand<TFloat32> x, long values) {
    return tf.reduceSum(tf.reshape(x, tf.constant(new long[] {-1, 2, values})), tf.constant(1));
  }

  /**
   * Every other pixel, by the filter [1, 2, 1] / 4 down and across, with zeros around the image.
   *
   * @param x [batch, height, width, channels]
   * @return [batch, height / 2, width / 2, channels]
   */
  public static Operand<TFloat32> bilinear(Pass pass, Operand<TFloat32> x) {
    Operand<TFloat32> down = Shift.meanWithPrevious(pass.tf(), x, 1);
    return mean(pass, Shift.meanWithPrevious(pass.tf(), down, 2));
  }

  private static long even(Shape shape, int axis) {
    if (shape.get(axis) % 2 != 0) {
      throw new IllegalArgumentException("images of odd size do not halve: " + shape);
    }
    return shape.get(axis);
  }
}
