package dev.gantry.nn;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * Batch normalization (Ioffe and Szegedy 2015, algorithm 1): over batch, height and width, a scale
 * gamma from N(1, 0.02) and a shift beta from 0.
 *
 * <p>In a pass with classes, conditional batch normalization (Dumoulin et al. 2017; de Vries et al.
 * 2017, section 3): every class has a gamma, from 1, and a beta of its own.
 */
public final class BatchNorm {
  /** What a moving statistic keeps of itself at each update. */
  public static final float MOMENTUM = 0.9f;

  /** Added to the variance. */
  public static final float EPSILON = 1e-5f;

  private BatchNorm() {}

  /**
   * Normalizes each channel.
   *
   * @param x [batch, height, width, channels]
   * @return the same shape
   */
  public static Operand<TFloat32> apply(Pass outer, Operand<TFloat32> x) {
    Pass pass = outer.in("norm");
    Optional<Operand<TFloat32>> classes = pass.classes();
    if (classes.isPresent()) {
      long channels = x.shape().get(3);
      Ops tf = pass.tf();
      Operand<TFloat32> one = tf.fill(tf.constant(new long[] {channels}), tf.constant(1f));
      Operand<TFloat32> zero = tf.fill(tf.constant(new long[] {channels}), tf.constant(0f));
      return Affine.perClass(pass, normalize(pass, x, one, zero), classes.get());
    }
    Shape channels = Shape.of(x.shape().get(3));
    Operand<TFloat32> gamma =
        pass.trainable("gamma", channels, new Initializer.Normal(1, 0.02)); // [channels]
    Operand<TFloat32> beta =
        pass.trainable("beta", channels, new Initializer.Fill(0)); // [channels]
    return normalize(pass, x, gamma, beta);
  }

  private static Operand<TFloat32> normalize(
      Pass pass, Operand<TFloat32> x, Operand<TFloat32> gamma, Operand<TFloat32> beta) {
    Ops tf = pass.tf();
    Shape channels = Shape.of(x.shape().get(3));
    Operand<TFloat32> mean =
        pass.statistic("mean", channels, new Initializer.Fill(0)); // [channels]
    Operand<TFloat32> variance =
        pass.statistic("variance", channels, new Initializer.Fill(1)); // [channels]
    boolean training = pass.mode() == Pass.Mode.TRAINING;
    if (training && pass.replicas().isPresent()) {
      return tf.math.add(
          tf.math.mul(together(pass, x, mean, pass.replicas().get()), gamma),
          beta); // [batch, height, width, channels]
    }
    Optional<Operand<TBfloat16>> half = Half.of(pass, x);
    if (half.isPresent()) {
      return Half.single(tf, fused(pass, half.get(), gamma, beta, mean, variance));
    }
    return fused(pass, x, gamma, beta, mean, variance); // [batch, height, width, channels]
  }

  private static <T extends TNumber> Operand<T> fused(
      Pass pass,
      Operand<T> x,
      Operand<TFloat32> gamma,
      Operand<TFloat32> beta,
      Operand<TFloat32> mean,
      Operand<TFloat32> variance) {
    Ops tf = pass.tf();
    boolean training = pass.mode() == Pass.Mode.TRAINING;
    FusedBatchNorm<T, TFloat32> norm =
        tf.nn.fusedBatchNorm(
            x,
            gamma,
            beta,
            training ? tf.constant(new float[0]) : mean,
            training ? tf.constant(new float[0]) : variance,
            FusedBatchNorm.epsilon(EPSILON),
            FusedBatchNorm.isTraining(training));
    if (training) {
      pass.sawStatistic("mean", norm.batchMean(), MOMENTUM);
      // With Bessel's correction already: what normalizes is the biased variance.
      pass.sawStatistic("variance", norm.batchVariance(), MOMENTUM);
    }
    return norm.y(); // [batch, height, width, channels]
  }

  /**
   * Normalizes by the statistics of all replicas' batches, in one exchange of both.
   *
   * @param moving the moving mean, which is the same in all replicas: deviations from it can be
   *     squared and averaged without the rounding of {@code E[x²] − E[x]²} beside a large mean
   */
  private static Operand<TFloat32> together(
      Pass pass, Operand<TFloat32> x, Operand<TFloat32> moving, ReplicaMean replicas) {
    Ops tf = pass.tf();
    Operand<TFloat32> deviation = tf.math.sub(x, moving); // [batch, height, width, channels]
    Operand<TInt32> axes = tf.constant(new int[] {0, 1, 2});
    Operand<TFloat32> moments =
        replicas.of(
            tf,
            tf.stack(
                List.of(
                    tf.math.mean(deviation, axes),
                    tf.math.mean(tf.math.square(deviation), axes)))); // [2, channels]
    Operand<TFloat32> off = tf.gather(moments, tf.constant(0), tf.constant(0)); // [channels]
    Operand<TFloat32> square = tf.gather(moments, tf.constant(1), tf.constant(0)); // [channels]
    Operand<TFloat32> variance = tf.math.sub(square, tf.math.square(off)); // [channels]
    double values =
        (double) replicas.replicas() * x.shape().get(0) * x.shape().get(1) * x.shape().get(2);
    pass.sawStatistic("mean", tf.math.add(moving, off), MOMENTUM);
    // With Bessel's correction, as FusedBatchNorm reports it.
    pass.sawStatistic(
        "variance",
        tf.math.mul(variance, tf.constant((float) (values / Math.max(1, values - 1)))),
        MOMENTUM);
    return new Moments(off, variance).normalize(tf, deviation, EPSILON);
  }
}
