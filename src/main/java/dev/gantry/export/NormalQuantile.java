package dev.gantry.export;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The inverse of the standard normal distribution function Φ: M. J. Wichura's algorithm AS 241,
 * PPND7 (Applied Statistics 37, 1988), to about seven digits.
 *
 * <p>TensorFlow has an operation for it, Ndtri, but ONNX does not; this takes only such that both
 * have.
 */
final class NormalQuantile {
  private static final float CENTRAL = 0.425f;

  // Coefficients from the highest power down.
  private static final double[] CENTRAL_ABOVE = {
    5.9109374720e1, 1.5929113202e2, 5.0434271938e1, 3.3871327179
  };
  private static final double[] CENTRAL_BELOW = {6.7187563600e1, 7.8757757664e1, 1.7895169469e1, 1};
  private static final double[] TAIL_ABOVE = {
    1.7023821103e-1, 1.3067284816, 2.7568153900, 1.4234372777
  };
  private static final double[] TAIL_BELOW = {1.2021132975e-1, 7.3700164250e-1, 1};

  private NormalQuantile() {}

  /**
   * {@code Φ⁻¹(1/2 + q)}.
   *
   * @param q of any shape, more than 1.4e-11 within ±1/2, where the algorithm's last part begins
   */
  static Operand<TFloat32> of(Ops tf, Operand<TFloat32> q) {
    Operand<TFloat32> magnitude = tf.math.abs(q); // as q
    Operand<TFloat32> square =
        tf.math.sub(tf.constant(CENTRAL * CENTRAL), tf.math.square(q)); // as q
    Operand<TFloat32> central = tf.math.mul(q, ratio(tf, square, CENTRAL_ABOVE, CENTRAL_BELOW));
    Operand<TFloat32> rest = tf.math.sub(tf.constant(0.5f), magnitude); // as q, above 0
    Operand<TFloat32> root =
        tf.math.sub(tf.math.sqrt(tf.math.neg(tf.math.log(rest))), tf.constant(1.6f)); // as q
    Operand<TFloat32> tail =
        tf.math.mul(tf.math.sign(q), ratio(tf, root, TAIL_ABOVE, TAIL_BELOW)); // as q
    return tf.select(tf.math.lessEqual(magnitude, tf.constant(CENTRAL)), central, tail); // as q
  }

  /** One polynomial over another. */
  private static Operand<TFloat32> ratio(
      Ops tf, Operand<TFloat32> x, double[] above, double[] below) {
    return tf.math.div(polynomial(tf, x, above), polynomial(tf, x, below)); // as x
  }

  private static Operand<TFloat32> polynomial(Ops tf, Operand<TFloat32> x, double[] coefficients) {
    Operand<TFloat32> sum = tf.constant((float) coefficients[0]); // []
    for (int i = 1; i < coefficients.length; i++) {
      sum = tf.math.add(tf.math.mul(sum, x), tf.constant((float) coefficients[i])); // as x
    }
    return sum;
  }
}
