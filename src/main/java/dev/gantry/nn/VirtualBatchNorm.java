package dev.gantry.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Virtual batch normalization (Salimans et al. 2016, section 3.3): each image by the statistics of
 * itself and of a reference batch that never changes, so that images of one batch do not depend on
 * each other as in batch norm. Then a scale gamma and a shift beta for each channel.
 *
 * <p>Beside a reference of R images, an image weighs 1 / (R + 1) in the mean and in the mean of
 * squares. The reference's own images are normalized by its statistics alone.
 *
 * <p>In training, the first {@link Pass#reference()} rows are the reference; the pass remembers
 * their statistics, which replace the variables {@code mean} and {@code variance}. In inference
 * these variables stand for the reference, so an export needs no reference batch.
 */
public final class VirtualBatchNorm {
  /** Added to the variance. */
  public static final float EPSILON = 1e-3f;

  private VirtualBatchNorm() {}

  /**
   * Normalizes each channel.
   *
   * @param x [batch, height, width, channels]; in training the reference stands first
   * @return the same shape; can be derived twice
   * @throws IllegalStateException if the pass has no reference
   */
  public static Operand<TFloat32> apply(Pass outer, Operand<TFloat32> x) {
    if (outer.reference() == 0) {
      throw new IllegalStateException("virtual batch norm in a pass without a reference batch");
    }
    Pass pass = outer.in("norm");
    Shape channels = Shape.of(x.shape().get(3));
    Operand<TFloat32> mean =
        pass.statistic("mean", channels, new Initializer.Fill(0)); // [channels]
    Operand<TFloat32> variance =
        pass.statistic("variance", channels, new Initializer.Fill(1)); // [channels]
    Operand<TFloat32> y =
        pass.mode() == Pass.Mode.TRAINING
            ? withReference(pass, x)
            : normalize(pass, x, new Moments(mean, variance));
    return Affine.perChannel(pass, y); // [batch, height, width, channels]
  }

  private static Operand<TFloat32> withReference(Pass pass, Operand<TFloat32> x) {
    Ops tf = pass.tf();
    Operand<TFloat32> reference = Rows.first(tf, x, pass.reference()); // [reference, h, w, c]
    Moments moments = Moments.of(tf, reference, 0, 1, 2); // [1, 1, 1, channels]
    pass.sawStatistic("mean", flat(tf, moments.mean()), 0);
    pass.sawStatistic("variance", flat(tf, moments.variance()), 0);
    Operand<TFloat32> rest = Rows.after(tf, x, pass.reference()); // [batch - reference, h, w, c]
    return tf.concat(
        List.of(moments.normalize(tf, reference, EPSILON), normalize(pass, rest, moments)),
        tf.constant(0)); // [batch, height, width, channels]
  }

  private static Operand<TFloat32> flat(Ops tf, Operand<TFloat32> moment) {
    return tf.reshape(moment, tf.constant(new int[] {-1})); // [channels]
  }

  /** By the moments of each image mixed with those of the reference. */
  private static Operand<TFloat32> normalize(Pass pass, Operand<TFloat32> x, Moments reference) {
    Moments own = Moments.of(pass.tf(), x, 1, 2); // [batch, 1, 1, channels]
    float weight = 1f / (pass.reference() + 1);
    return own.mixed(pass.tf(), weight, reference).normalize(pass.tf(), x, EPSILON);
  }
}
