package dev.gantry.loss;

import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The gradient of a discriminator's scores by the images that it judged. */
final class InputGradient {
  /** The root's slope at 0 is infinite. */
  private static final float EPSILON = 1e-12f;

  private InputGradient() {}

  /**
   * The norm of each image's own gradient.
   *
   * @param images where to take it, [batch, size, size, channels]
   * @return [batch]; can be derived by D's weights
   */
  static Operand<TFloat32> norms(Penalty.Subject subject, Operand<TFloat32> images) {
    Ops tf = subject.tf();
    return tf.math.sqrt(tf.math.add(squaredNorms(subject, images), tf.constant(EPSILON)));
  }

  /**
   * The squared norm of each image's own gradient.
   *
   * @param images where to take it, [batch, size, size, channels]
   * @return [batch]; can be derived by D's weights
   */
  static Operand<TFloat32> squaredNorms(Penalty.Subject subject, Operand<TFloat32> images) {
    Ops tf = subject.tf();
    // An image moves only its own score, so the sum's gradient holds each image's. The seed is our
    // own, because the default, OnesLike, has no gradient.
    Operand<TFloat32> sum = tf.reduceSum(subject.scores().apply(images), tf.constant(0)); // scalar
    Operand<TFloat32> gradient =
        subject
            .graph()
            .addGradients(
                tf.scope().makeOpName("input_gradient"),
                new Output<?>[] {sum.asOutput()},
                new Output<?>[] {images.asOutput()},
                new Output<?>[] {tf.constant(1f).asOutput()})[0]
            .expect(TFloat32.class); // [batch, size, size, channels]
    return tf.reduceSum(tf.math.square(gradient), tf.constant(new int[] {1, 2, 3})); // [batch]
  }
}
