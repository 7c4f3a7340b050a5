package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What follows a normalization: a scale from 1, the variable {@code gamma}, and a shift from 0, the
 * variable {@code beta}.
 */
final class Affine {
  private static final Initializer ONE = new Initializer.Fill(1);
  private static final Initializer ZERO = new Initializer.Fill(0);

  private Affine() {}

  /**
   * The same scale and shift for all images.
   *
   * @param x [batch, height, width, channels]
   * @return the same shape
   */
  static Operand<TFloat32> perChannel(Pass pass, Operand<TFloat32> x) {
    Shape channels = Shape.of(x.shape().get(3));
    Operand<TFloat32> gamma = pass.trainable("gamma", channels, ONE); // [channels]
    Operand<TFloat32> beta = pass.trainable("beta", channels, ZERO); // [channels]
    Ops tf = pass.tf();
    return tf.math.add(tf.math.mul(x, gamma), beta); // [batch, height, width, channels]
  }

  /**
   * A scale and a shift for each class.
   *
   * @param x [batch, height, width, channels]
   * @param classes one-hot rows, [batch, classes]
   * @return the same shape as x
   */
  static Operand<TFloat32> perClass(Pass pass, Operand<TFloat32> x, Operand<TFloat32> classes) {
    Shape table = Shape.of(classes.shape().get(1), x.shape().get(3));
    Operand<TFloat32> gamma = pass.trainable("gamma", table, ONE); // [classes, channels]
    Operand<TFloat32> beta = pass.trainable("beta", table, ZERO); // [classes, channels]
    Ops tf = pass.tf();
    return tf.math.add(
        tf.math.mul(x, pick(tf, classes, gamma)),
        pick(tf, classes, beta)); // [batch, height, width, channels]
  }

  /** The row of each image's class: [batch, 1, 1, channels]. */
  private static Operand<TFloat32> pick(
      Ops tf, Operand<TFloat32> classes, Operand<TFloat32> table) {
    long channels = table.shape().get(1);
    return tf.reshape(
        tf.linalg.matMul(classes, table), tf.constant(new long[] {-1, 1, 1, channels}));
  }
}
