package dev.gantry.loss;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.gantry.error.Check;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code weight · E (‖∇D(x̂)‖ − 1)²} at points between real and generated images, one point a pair
 * with an epsilon of its own (Gulrajani et al. 2017, equation 3).
 *
 * @param weight the paper's lambda
 */
@JsonTypeName("gradient-penalty")
public record GradientPenalty(double weight) implements Penalty {
  /** The root's slope at 0 is infinite. */
  private static final float EPSILON = 1e-12f;

  /** Checks the weight. */
  public GradientPenalty {
    Check.positive("weight", weight);
  }

  /** The paper's: 10. */
  public static GradientPenalty defaults() {
    return new GradientPenalty(10);
  }

  @Override
  public Operand<TFloat32> of(Subject subject) {
    Ops tf = subject.tf();
    long batch = subject.reals().shape().get(0);
    Operand<TFloat32> epsilon =
        subject.draws().uniform("epsilon", Shape.of(batch, 1, 1, 1)); // [batch, 1, 1, 1]
    Operand<TFloat32> between =
        tf.math.add(
            subject.fakes(),
            tf.math.mul(
                epsilon, tf.math.sub(subject.reals(), subject.fakes()))); // [batch, s, s, c]
    Operand<TFloat32> squares =
        InputGradient.squaredNorms(
            subject.graph(), tf, between, subject.scores().apply(between)); // [batch]
    Operand<TFloat32> norms = tf.math.sqrt(tf.math.add(squares, tf.constant(EPSILON)));
    Operand<TFloat32> excess = tf.math.sub(norms, tf.constant(1f));
    return tf.math.mul(
        tf.constant((float) weight), tf.math.mean(tf.math.square(excess), tf.constant(0)));
  }
}
