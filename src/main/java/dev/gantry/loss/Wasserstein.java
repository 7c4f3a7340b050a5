package dev.gantry.loss;

import dev.gantry.error.Check;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The Wasserstein distance, as the critic estimates it (Arjovsky et al. 2017, equations 2 and 3):
 * {@code E D(G(z)) − E D(x)} for the critic, {@code −E D(G(z))} for the generator. It is a distance
 * only while the critic's slope is bounded: by a penalty, or by clipped weights.
 *
 * @param weightClip every weight of the critic stays within this of 0 after each step, 0.01 in the
 *     paper; 0 does not clip
 */
public record Wasserstein(double weightClip) implements Objective {
  /** Checks the clip. */
  public Wasserstein {
    Check.range("weight-clip", weightClip, 0, 100);
  }

  /** No clipping: a penalty bounds the slope better (Gulrajani et al. 2017, section 3). */
  public static Wasserstein defaults() {
    return new Wasserstein(0);
  }

  @Override
  public Operand<TFloat32> discriminatorLoss(
      Ops tf, Operand<TFloat32> real, Operand<TFloat32> fake) {
    return tf.math.sub(BatchMean.of(tf, fake), BatchMean.of(tf, real)); // scalar
  }

  @Override
  public Operand<TFloat32> generatorLoss(
      Ops tf, Supplier<Operand<TFloat32>> real, Operand<TFloat32> fake) {
    return tf.math.neg(BatchMean.of(tf, fake)); // scalar
  }
}
