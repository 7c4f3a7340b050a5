package dev.gantry.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Images of twice the height and width.
 *
 * <p>By reshape, tile and concat: the gradients of TensorFlow's resize operations cannot be derived
 * again, and these can.
 */
public final class Upsample {
  private Upsample() {}

  /**
   * Every pixel four times.
   *
   * @param x [batch, height, width, channels]
   * @return [batch, 2 · height, 2 · width, channels]
   */
  public static Operand<TFloat32> nearest(Pass pass, Operand<TFloat32> x) {
    Ops tf = pass.tf();
    Shape shape = x.shape();
    long height = shape.get(1);
    long width = shape.get(2);
    long channels = shape.get(3);
    Operand<TFloat32> pixels = tf.reshape(x, tf.constant(new long[] {-1, 1, channels}));
    Operand<TFloat32> rows =
        tf.reshape(twice(tf, pixels), tf.constant(new long[] {-1, 1, 2 * width * channels}));
    return tf.reshape(
        twice(tf, rows), tf.constant(new long[] {-1, 2 * height, 2 * width, channels}));
  }

  /** From [n, 1, values] to [n, 2, values]. */
  private static Operand<TFloat32> twice(Ops tf, Operand<TFloat32> x) {
    return tf.tile(x, tf.constant(new int[] {1, 2, 1}));
  }

  /**
   * A pixel, then the mean of it and the next, down and across, with zeros after the last: the
   * filter [1, 2, 1] / 2 over pixels that lie two apart.
   *
   * @param x [batch, height, width, channels]
   * @return [batch, 2 · height, 2 · width, channels]
   */
  public static Operand<TFloat32> bilinear(Pass pass, Operand<TFloat32> x) {
    Ops tf = pass.tf();
    Shape shape = x.shape();
    long height = shape.get(1);
    long width = shape.get(2);
    long channels = shape.get(3);
    Operand<TFloat32> down = Shift.meanWithNext(tf, x, 1);
    Operand<TFloat32> tall =
        alternate(tf, x, down, 2, new long[] {-1, 2 * height, width, channels});
    Operand<TFloat32> across = Shift.meanWithNext(tf, tall, 2);
    return alternate(tf, tall, across, 3, new long[] {-1, 2 * height, 2 * width, channels});
  }

  /** Slices of one and the other by turns: beside each other in memory, so only the shape turns. */
  private static Operand<TFloat32> alternate(
      Ops tf, Operand<TFloat32> even, Operand<TFloat32> odd, int axis, long[] shape) {
    return tf.reshape(tf.concat(List.of(even, odd), tf.constant(axis)), tf.constant(shape));
  }
}
