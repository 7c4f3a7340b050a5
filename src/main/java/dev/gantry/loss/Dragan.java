package dev.gantry.loss;

import dev.gantry.error.Check;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * DRAGAN (Kodali et al. 2017): {@code weight · E (‖∇D(x̂)‖ − 1)²} at points around real images,
 * {@code x̂ = x + noise · std(x) · u}, the deviation taken over the whole batch and u uniform in
 * [0, 1), one number a value.
 *
 * <p>The noise is that of the authors' program, where the paper has a normal one; the program also
 * shrinks each image's noise by a random factor, which is left out.
 *
 * @param weight the paper's lambda
 * @param noise the paper's c
 */
public record Dragan(double weight, double noise) implements Penalty {
  /** Checks both. */
  public Dragan {
    Check.positive("weight", weight);
    Check.positive("noise", noise);
  }

  /** The authors': 10 and 0.5. */
  public static Dragan defaults() {
    return new Dragan(10, 0.5);
  }

  @Override
  public Operand<TFloat32> of(Subject subject) {
    Ops tf = subject.tf();
    Operand<TFloat32> reals = subject.reals(); // [batch, size, size, channels]
    Operand<TFloat32> u = subject.draws().uniform("noise", reals.shape()); // [batch, s, s, c]
    Operand<TFloat32> scale =
        tf.math.mul(deviation(tf, reals), tf.constant((float) noise)); // scalar
    Operand<TFloat32> around = tf.math.add(reals, tf.math.mul(u, scale)); // [batch, s, s, c]
    Operand<TFloat32> excess =
        tf.math.sub(InputGradient.norms(subject, around), tf.constant(1f)); // [batch]
    return tf.math.mul(
        tf.constant((float) weight), BatchMean.of(tf, tf.math.square(excess))); // scalar
  }

  /** The standard deviation of all values: scalar. */
  private static Operand<TFloat32> deviation(Ops tf, Operand<TFloat32> images) {
    Operand<TFloat32> values = tf.reshape(images, tf.constant(new int[] {-1})); // [values]
    Operand<TFloat32> off = tf.math.sub(values, BatchMean.of(tf, values)); // [values]
    return tf.math.sqrt(BatchMean.of(tf, tf.math.square(off)));
  }
}
