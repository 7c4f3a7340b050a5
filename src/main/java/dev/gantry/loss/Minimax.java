package dev.gantry.loss;

import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The minimax logistic loss (Goodfellow et al. 2014, equation 1): the generator minimizes {@code
 * log(1 − D(G(z)))}, what the discriminator maximizes. It saturates while D is sure.
 *
 * @param realTarget what D is asked to answer for real images; below 1 is one-sided label smoothing
 */
public record Minimax(double realTarget) implements Objective {
  /** Checks the target. */
  public Minimax {
    LogisticLoss.checkRealTarget(realTarget);
  }

  /** No smoothing. */
  public static Minimax defaults() {
    return new Minimax(1);
  }

  @Override
  public Operand<TFloat32> discriminatorLoss(
      Ops tf, Operand<TFloat32> real, Operand<TFloat32> fake) {
    return LogisticLoss.discriminator(tf, real, fake, realTarget);
  }

  @Override
  public Operand<TFloat32> generatorLoss(
      Ops tf, Supplier<Operand<TFloat32>> real, Operand<TFloat32> fake) {
    return tf.math.neg(LogisticLoss.fake(tf, fake));
  }

  /** The scores are the logits of "this is real". */
  @Override
  public Operand<TFloat32> verdict(Ops tf, Operand<TFloat32> scores) {
    return tf.math.sigmoid(scores);
  }
}
