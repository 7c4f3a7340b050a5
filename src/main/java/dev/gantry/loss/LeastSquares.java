package dev.gantry.loss;

import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Least squares (Mao et al. 2017, equation 9): the discriminator draws the scores of real images to
 * 1 and those of generated ones to 0, {@code ½ E (D(x) − 1)² + ½ E D(G(z))²}; the generator draws
 * its own to 1, {@code ½ E (D(G(z)) − 1)²}.
 *
 * @param realTarget what real images are drawn to in D's loss; below 1 is one-sided label smoothing
 */
public record LeastSquares(double realTarget) implements Objective {
  /** Checks the target. */
  public LeastSquares {
    LogisticLoss.checkRealTarget(realTarget);
  }

  /** No smoothing. */
  public static LeastSquares defaults() {
    return new LeastSquares(1);
  }

  @Override
  public Operand<TFloat32> discriminatorLoss(
      Ops tf, Operand<TFloat32> real, Operand<TFloat32> fake) {
    return tf.math.add(halfSquares(tf, real, realTarget), halfSquares(tf, fake, 0)); // scalar
  }

  @Override
  public Operand<TFloat32> generatorLoss(
      Ops tf, Supplier<Operand<TFloat32>> real, Operand<TFloat32> fake) {
    return halfSquares(tf, fake, 1); // scalar
  }

  /** {@code ½ E (score − target)²}. */
  private static Operand<TFloat32> halfSquares(Ops tf, Operand<TFloat32> scores, double target) {
    Operand<TFloat32> off = tf.math.sub(scores, tf.constant((float) target)); // [batch]
    return tf.math.mul(BatchMean.of(tf, tf.math.square(off)), tf.constant(0.5f)); // scalar
  }
}
