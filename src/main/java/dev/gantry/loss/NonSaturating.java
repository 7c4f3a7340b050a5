package dev.gantry.loss;

import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The non-saturating logistic loss (Goodfellow et al. 2014, section 3): the generator minimizes
 * {@code −log D(G(z))}, whose gradient does not vanish while D is sure.
 *
 * @param realTarget what D is asked to answer for real images; below 1 is one-sided label smoothing
 */
public record NonSaturating(double realTarget) implements Objective {
  /** Checks the target. */
  public NonSaturating {
    LogisticLoss.checkRealTarget(realTarget);
  }

  /** No smoothing. */
  public static NonSaturating defaults() {
    return new NonSaturating(1);
  }

  @Override
  public Operand<TFloat32> discriminatorLoss(
      Ops tf, Operand<TFloat32> real, Operand<TFloat32> fake) {
    return LogisticLoss.discriminator(tf, real, fake, realTarget);
  }

  @Override
  public Operand<TFloat32> generatorLoss(
      Ops tf, Supplier<Operand<TFloat32>> real, Operand<TFloat32> fake) {
    return LogisticLoss.real(tf, fake);
  }

  /** The scores are the logits of "this is real". */
  @Override
  public Operand<TFloat32> verdict(Ops tf, Operand<TFloat32> scores) {
    return tf.math.sigmoid(scores);
  }
}
