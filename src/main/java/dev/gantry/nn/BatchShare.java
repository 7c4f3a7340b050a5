package dev.gantry.nn;

import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Which rows of every batch are a replica's own, where several processes train one run together:
 * the rows from {@code index · rows} on, of {@code count · rows}.
 *
 * @param index of the replica, from 0
 * @param count of the replicas
 * @param rows of a batch that each of them has
 */
public record BatchShare(int index, int count, int rows) {
  /** All rows, however many. */
  public static final BatchShare WHOLE = new BatchShare(0, 1, 1);

  /**
   * Draws what all replicas together see, and keeps the own rows: so the numbers are those of one
   * process that has the whole batch.
   *
   * @param shape of what is kept; its first dimension is one batch's own rows, or several batches'
   * @param draw makes numbers of the shape that it is given
   */
  Operand<TFloat32> own(Ops tf, Shape shape, Function<Shape, Operand<TFloat32>> draw) {
    if (count == 1) {
      return draw.apply(shape);
    }
    if (shape.get(0) % rows != 0) {
      throw new IllegalStateException(
          "a draw of %s is not of whole batches of %d rows".formatted(shape, rows));
    }
    long batches = shape.get(0) / rows;
    long[] dimensions = shape.asArray();
    dimensions[0] *= count;
    Operand<TFloat32> all = draw.apply(Shape.of(dimensions)); // [batches · count · rows, …]
    Operand<TFloat32> parts =
        tf.reshape(
            all,
            tf.constant(new long[] {batches, count, rows, -1})); // [batches, count, rows, values]
    Operand<TFloat32> kept =
        tf.slice(
            parts,
            tf.constant(new long[] {0, index, 0, 0}),
            tf.constant(new long[] {batches, 1, rows, -1})); // [batches, 1, rows, values]
    return tf.reshape(kept, tf.constant(shape.asArray()));
  }

  /**
   * The own ones of a batch's, or of several batches' one after another.
   *
   * @param all of {@code count · rows} each
   */
  public int[] own(int[] all) {
    int batches = all.length / (count * rows);
    int[] kept = new int[batches * rows];
    for (int k = 0; k < batches; k++) {
      System.arraycopy(all, (k * count + index) * rows, kept, k * rows, rows);
    }
    return kept;
  }
}
