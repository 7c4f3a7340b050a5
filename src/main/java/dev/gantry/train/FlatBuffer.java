package dev.gantry.train;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Tensors one after another in one vector.
 *
 * @param values [all their values]
 * @param shapes of the tensors
 */
record FlatBuffer(Operand<TFloat32> values, List<Shape> shapes) {
  /** Packs tensors of static shapes; at least one. */
  static FlatBuffer of(Ops tf, List<Operand<TFloat32>> tensors) {
    List<Operand<TFloat32>> flat = new ArrayList<>();
    for (Operand<TFloat32> tensor : tensors) {
      flat.add(tf.reshape(tensor, tf.constant(new int[] {-1}))); // [its values]
    }
    return new FlatBuffer(
        flat.size() == 1 ? flat.get(0) : tf.concat(flat, tf.constant(0)),
        tensors.stream().map(Operand::shape).toList());
  }

  /** The tensors again, from a vector like {@link #values}. */
  List<Operand<TFloat32>> unpack(Ops tf, Operand<TFloat32> vector) {
    long[] sizes = shapes.stream().mapToLong(Shape::size).toArray();
    List<Output<TFloat32>> parts =
        tf.splitV(vector, tf.constant(sizes), tf.constant(0), (long) sizes.length).output();
    List<Operand<TFloat32>> tensors = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      tensors.add(tf.reshape(parts.get(i), tf.constant(shapes.get(i).asArray())));
    }
    return tensors;
  }
}
