package dev.gantry.loss;

import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The relativistic pairing loss, RpGAN (Jolicoeur-Martineau 2019; Huang et al. 2024, R3GAN,
 * equation 2): each generated image is judged against the real one at its place in the batch,
 * {@code E −log σ(D(x) − D(G(z)))} for the discriminator, and the other way round for the
 * generator. The two batches are of one size.
 */
public record Relativistic() implements Objective {
  /** Has no options. */
  public static Relativistic defaults() {
    return new Relativistic();
  }

  @Override
  public Operand<TFloat32> discriminatorLoss(
      Ops tf, Operand<TFloat32> real, Operand<TFloat32> fake) {
    return LogisticLoss.real(tf, tf.math.sub(real, fake)); // scalar
  }

  @Override
  public Operand<TFloat32> generatorLoss(
      Ops tf, Supplier<Operand<TFloat32>> real, Operand<TFloat32> fake) {
    return LogisticLoss.real(tf, tf.math.sub(fake, real.get())); // scalar
  }

  @Override
  public boolean comparesPairs() {
    return true;
  }
}
