package dev.gantry.loss;

import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The hinge loss (Lim and Ye 2017; Miyato et al. 2018, section 4): {@code E max(0, 1 − D(x)) + E
 * max(0, 1 + D(G(z)))} for the discriminator, {@code −E D(G(z))} for the generator. D learns only
 * from images whose scores are not yet on their side of the margin.
 */
public record Hinge() implements Objective {
  /** Has no options. */
  public static Hinge defaults() {
    return new Hinge();
  }

  @Override
  public Operand<TFloat32> discriminatorLoss(
      Ops tf, Operand<TFloat32> real, Operand<TFloat32> fake) {
    Operand<TFloat32> one = tf.constant(1f);
    return tf.math.add(
        BatchMean.of(tf, tf.nn.relu(tf.math.sub(one, real))),
        BatchMean.of(tf, tf.nn.relu(tf.math.add(one, fake)))); // scalar
  }

  @Override
  public Operand<TFloat32> generatorLoss(
      Ops tf, Supplier<Operand<TFloat32>> real, Operand<TFloat32> fake) {
    return tf.math.neg(BatchMean.of(tf, fake)); // scalar
  }
}
