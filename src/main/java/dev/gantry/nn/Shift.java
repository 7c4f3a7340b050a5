package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Means of neighbouring pixels along one axis of [batch, height, width, channels]; 0 outside. */
final class Shift {
  private Shift() {}

  /** {@code (x[i] + x[i + 1]) / 2}. */
  static Operand<TFloat32> meanWithNext(Ops tf, Operand<TFloat32> x, int axis) {
    return mean(tf, x, axis, 1, 0);
  }

  /** {@code (x[i − 1] + x[i]) / 2}. */
  static Operand<TFloat32> meanWithPrevious(Ops tf, Operand<TFloat32> x, int axis) {
    return mean(tf, x, axis, 0, 1);
  }

  private static Operand<TFloat32> mean(
      Ops tf, Operand<TFloat32> x, int axis, int dropped, int before) {
    // int32, because the gradient of Slice takes no other.
    int[] begin = new int[4];
    int[] size = {-1, -1, -1, -1};
    begin[axis] = dropped;
    size[axis] = (int) x.shape().get(axis) - 1;
    int[][] padding = new int[4][2];
    padding[axis][0] = before;
    padding[axis][1] = 1 - before;
    Operand<TFloat32> shifted =
        tf.pad(
            tf.slice(x, tf.constant(begin), tf.constant(size)),
            tf.constant(padding),
            tf.constant(0f));
    return tf.math.mul(tf.math.add(x, shifted), tf.constant(0.5f));
  }
}
