package dev.gantry.loss;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.gantry.error.Check;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code weight · E (‖∇D(x̂)‖ − target)²} at points between real and generated images, one point a
 * pair with an epsilon of its own (Gulrajani et al. 2017, equation 3).
 *
 * @param weight the paper's lambda
 * @param target the slope asked for; 1 in the paper
 * @param oneSided whether only a steeper slope than the target costs (Petzka et al. 2018)
 */
@JsonTypeName("gradient-penalty")
public record GradientPenalty(double weight, double target, boolean oneSided) implements Penalty {
  /** Checks the weight and the target. */
  public GradientPenalty {
    Check.positive("weight", weight);
    Check.range("target", target, 0, 1e6);
  }

  /** The paper's: 10, towards 1 from both sides. */
  public static GradientPenalty defaults() {
    return new GradientPenalty(10, 1, false);
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
    Operand<TFloat32> excess =
        tf.math.sub(InputGradient.norms(subject, between), tf.constant((float) target)); // [batch]
    Operand<TFloat32> paid = oneSided ? tf.nn.relu(excess) : excess; // [batch]
    return tf.math.mul(
        tf.constant((float) weight), BatchMean.of(tf, tf.math.square(paid))); // scalar
  }
}
