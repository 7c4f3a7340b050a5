package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * Spectral normalization (Miyato et al. 2018, algorithm 1): a kernel divided by its largest
 * singular value, which one power iteration a step follows.
 *
 * <p>The iteration starts from {@code u}, a statistic beside the kernel. All passes of one step
 * share it; the discriminator's step keeps where it came to.
 */
final class SpectralNorm {
  /** Keeps a vector of zeros from a division by 0. */
  private static final float EPSILON = 1e-12f;

  private SpectralNorm() {}

  /**
   * Divides.
   *
   * @param outputAxis the axis of the outputs; all others together are the rows of the matrix
   */
  static Operand<TFloat32> apply(Pass pass, Operand<TFloat32> kernel, int outputAxis) {
    Shape shape = kernel.shape();
    long outputs = shape.get(outputAxis);
    Operand<TFloat32> u =
        pass.statistic("u", Shape.of(1, outputs), new Initializer.Normal(0, 1)); // [1, outputs]
    boolean training = pass.mode() == Pass.Mode.TRAINING;
    Ops tf = pass.tf();
    Operand<TFloat32> matrix =
        pass.derived("matrix", () -> matrix(tf, kernel, outputAxis)); // [inputs, outputs]
    Operand<TFloat32> v =
        pass.derived(
            "v", () -> unit(tf, tf.linalg.matMul(u, matrix, MatMul.transposeB(true)))); // [1, in]
    Operand<TFloat32> next =
        pass.derived("next_u", () -> unit(tf, training ? tf.linalg.matMul(v, matrix) : u));
    if (training) {
      pass.sawStatistic("u", next, 0);
    }
    return pass.derived("normalized", () -> tf.math.div(kernel, norm(tf, matrix, v, next)));
  }

  private static Operand<TFloat32> matrix(Ops tf, Operand<TFloat32> kernel, int outputAxis) {
    Shape shape = kernel.shape();
    int last = shape.numDimensions() - 1;
    Operand<TFloat32> outputsLast = kernel;
    if (outputAxis != last) {
      int[] order = new int[last + 1];
      int next = 0;
      for (int axis = 0; axis <= last; axis++) {
        if (axis != outputAxis) {
          order[next++] = axis;
        }
      }
      order[last] = outputAxis;
      outputsLast = tf.linalg.transpose(kernel, tf.constant(order));
    }
    return tf.reshape(outputsLast, tf.constant(new long[] {-1, shape.get(outputAxis)}));
  }

  /** {@code v W uᵀ}: exact where u and v are the singular vectors, which count as constants. */
  private static Operand<TFloat32> norm(
      Ops tf, Operand<TFloat32> matrix, Operand<TFloat32> v, Operand<TFloat32> u) {
    Operand<TFloat32> left = tf.linalg.matMul(v, matrix); // [1, outputs]
    return tf.reshape(
        tf.linalg.matMul(left, u, MatMul.transposeB(true)), tf.constant(new int[0])); // scalar
  }

  private static Operand<TFloat32> unit(Ops tf, Operand<TFloat32> vector) {
    Operand<TFloat32> length =
        tf.math.sqrt(tf.reduceSum(tf.math.square(vector), tf.constant(new int[] {0, 1}))); // scalar
    return tf.stopGradient(tf.math.div(vector, tf.math.maximum(length, tf.constant(EPSILON))));
  }
}
