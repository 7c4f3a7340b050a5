package dev.gantry.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * The operations that cost: matrix products and convolutions, in the precision of the pass.
 *
 * <p>The casts stand here instead of TensorFlow's automatic mixed precision, because that pass also
 * rounds logits and losses to bfloat16.
 */
final class Products {
  private Products() {}

  static Operand<TFloat32> matMul(Pass pass, Operand<TFloat32> x, Operand<TFloat32> kernel) {
    Ops tf = pass.tf();
    return switch (pass.precision()) {
      case FLOAT32 -> tf.linalg.matMul(x, kernel);
      case BFLOAT16 -> Half.single(tf, tf.linalg.matMul(Half.of(tf, x), Half.of(tf, kernel)));
      case FLOAT16 ->
          Half.single(tf, tf.linalg.matMul(Half.narrow(tf, x), Half.narrow(tf, kernel)));
    };
  }

  static Operand<TFloat32> convolve(
      Pass pass, Operand<TFloat32> x, Operand<TFloat32> kernel, int stride) {
    Ops tf = pass.tf();
    return switch (pass.precision()) {
      case FLOAT32 -> convolve(tf, x, kernel, stride);
      case BFLOAT16 -> Half.single(tf, convolve(tf, Half.of(tf, x), Half.of(tf, kernel), stride));
      case FLOAT16 ->
          Half.single(tf, convolve(tf, Half.narrow(tf, x), Half.narrow(tf, kernel), stride));
    };
  }

  /** The transposed convolution to an image of shape {@code output}, whose batch may be unknown. */
  static Operand<TFloat32> spread(
      Pass pass, Operand<TFloat32> x, Operand<TFloat32> kernel, Shape output, int stride) {
    Ops tf = pass.tf();
    Operand<TInt32> sizes = sizes(tf, x, output);
    return switch (pass.precision()) {
      case FLOAT32 -> spread(tf, sizes, x, kernel, stride);
      case BFLOAT16 ->
          Half.single(tf, spread(tf, sizes, Half.of(tf, x), Half.of(tf, kernel), stride));
      case FLOAT16 ->
          Half.single(tf, spread(tf, sizes, Half.narrow(tf, x), Half.narrow(tf, kernel), stride));
    };
  }

  /** Einstein's sum over two factors, such as {@code bqc,bkc->bqk} for the products of all rows. */
  static Operand<TFloat32> contract(
      Pass pass, String equation, Operand<TFloat32> a, Operand<TFloat32> b) {
    Ops tf = pass.tf();
    return switch (pass.precision()) {
      case FLOAT32 -> tf.linalg.einsum(List.of(a, b), equation);
      case BFLOAT16 ->
          Half.single(tf, tf.linalg.einsum(List.of(Half.of(tf, a), Half.of(tf, b)), equation));
      case FLOAT16 ->
          Half.single(
              tf, tf.linalg.einsum(List.of(Half.narrow(tf, a), Half.narrow(tf, b)), equation));
    };
  }

  private static <T extends TNumber> Operand<T> convolve(
      Ops tf, Operand<T> x, Operand<T> kernel, long stride) {
    return tf.nn.conv2d(x, kernel, List.of(1L, stride, stride, 1L), "SAME");
  }

  private static <T extends TNumber> Operand<T> spread(
      Ops tf, Operand<TInt32> sizes, Operand<T> x, Operand<T> kernel, long stride) {
    return tf.nn.conv2dBackpropInput(sizes, kernel, x, List.of(1L, stride, stride, 1L), "SAME");
  }

  private static Operand<TInt32> sizes(Ops tf, Operand<TFloat32> x, Shape output) {
    int[] known = {0, (int) output.get(1), (int) output.get(2), (int) output.get(3)};
    if (output.get(0) != Shape.UNKNOWN_SIZE) {
      known[0] = (int) output.get(0);
      return tf.constant(known);
    }
    Operand<TInt32> batch = tf.gather(tf.shape(x), tf.constant(0), tf.constant(0));
    return tf.stack(
        List.of(batch, tf.constant(known[1]), tf.constant(known[2]), tf.constant(known[3])));
  }
}
