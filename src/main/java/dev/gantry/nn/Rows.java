package dev.gantry.nn;

import java.util.Arrays;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Parts of a batch of images. */
public final class Rows {
  private Rows() {}

  /** The first {@code count} rows, [count, height, width, channels]. */
  public static Operand<TFloat32> first(Ops tf, Operand<TFloat32> x, int count) {
    return cut(tf, x, 0, count);
  }

  /** All rows but the first {@code count}, [batch - count, height, width, channels]. */
  public static Operand<TFloat32> after(Ops tf, Operand<TFloat32> x, int count) {
    return cut(tf, x, count, -1);
  }

  private static Operand<TFloat32> cut(Ops tf, Operand<TFloat32> x, int start, int count) {
    int[] begin = new int[x.shape().numDimensions()];
    int[] size = new int[begin.length];
    Arrays.fill(size, -1);
    begin[0] = start;
    size[0] = count;
    // The gradient of Slice takes int32 only.
    return tf.slice(x, tf.constant(begin), tf.constant(size));
  }
}
