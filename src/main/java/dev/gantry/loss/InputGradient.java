package dev.gantry.loss;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The gradient of a discriminator's scores by the images that it judged. */
final class InputGradient {
  private InputGradient() {}

  /**
   * The squared norm of each image's own gradient.
   *
   * @param images [batch, size, size, channels], what the scores were made of
   * @param scores [batch]
   * @return [batch]; can be derived again
   */
  static Operand<TFloat32> squaredNorms(
      Graph graph, Ops tf, Operand<TFloat32> images, Operand<TFloat32> scores) {
    // An image moves only its own score, so the sum's gradient holds each image's. The seed is our
    // own, because the default, OnesLike, has no gradient.
    Operand<TFloat32> sum = tf.reduceSum(scores, tf.constant(0)); // scalar
    Operand<TFloat32> gradient =
        graph
            .addGradients(
                tf.scope().makeOpName("input_gradient"),
                new Output<?>[] {sum.asOutput()},
                new Output<?>[] {images.asOutput()},
                new Output<?>[] {tf.constant(1f).asOutput()})[0]
            .expect(TFloat32.class); // [batch, size, size, channels]
    return tf.reduceSum(tf.math.square(gradient), tf.constant(new int[] {1, 2, 3})); // [batch]
  }
}
