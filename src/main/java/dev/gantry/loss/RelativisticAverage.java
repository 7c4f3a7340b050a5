package dev.gantry.loss;

import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The relativistic average loss, RaGAN (Jolicoeur-Martineau 2019): each image is judged against the
 * mean of the other kind, {@code E −log σ(D(x) − E D(G(z))) + E −log(1 − σ(D(G(z)) − E D(x)))} for
 * the discriminator; for the generator, real and generated images change places.
 */
public record RelativisticAverage() implements Objective {
  /** Has no options. */
  public static RelativisticAverage defaults() {
    return new RelativisticAverage();
  }

  @Override
  public Operand<TFloat32> discriminatorLoss(
      Ops tf, Operand<TFloat32> real, Operand<TFloat32> fake) {
    return above(tf, real, fake);
  }

  @Override
  public Operand<TFloat32> generatorLoss(
      Ops tf, Supplier<Operand<TFloat32>> real, Operand<TFloat32> fake) {
    return above(tf, fake, real.get());
  }

  /** Falls as the scores of {@code high} rise above the mean of {@code low}. */
  private static Operand<TFloat32> above(Ops tf, Operand<TFloat32> high, Operand<TFloat32> low) {
    return tf.math.add(
        LogisticLoss.real(tf, tf.math.sub(high, BatchMean.of(tf, low))),
        LogisticLoss.fake(tf, tf.math.sub(low, BatchMean.of(tf, high)))); // scalar
  }
}
