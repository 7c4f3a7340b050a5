package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The rectifier with a learned slope below 0, one for each channel, from 0.25 (He et al. 2015,
 * section 2.1).
 */
public final class Prelu {
  private static final float START = 0.25f;

  private Prelu() {}

  /**
   * {@code max(x, 0) + slope · min(x, 0)}.
   *
   * @param x [batch, height, width, channels]
   * @return the same shape
   */
  public static Operand<TFloat32> apply(Pass outer, Operand<TFloat32> x) {
    Pass pass = outer.in("prelu");
    Ops tf = pass.tf();
    Operand<TFloat32> slope =
        pass.trainable(
            "slope", Shape.of(x.shape().get(3)), new Initializer.Fill(START)); // [channels]
    Operand<TFloat32> positive = Activation.RELU.apply(pass, x); // [batch, h, w, channels]
    return tf.math.add(positive, tf.math.mul(slope, tf.math.sub(x, positive)));
  }
}
