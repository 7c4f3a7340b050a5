package dev.gantry.train;

import dev.gantry.config.RunConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The real images of an iteration, one batch for each step of the discriminator. */
final class RealBatches {
  private RealBatches() {}

  /** Scales, augments, and splits what was fed. */
  static List<Batch> of(Ops tf, RunConfig config, StepInputs inputs) {
    Operand<TFloat32> scaled =
        tf.math.sub(
            tf.math.div(tf.dtypes.cast(inputs.reals(), TFloat32.class), tf.constant(127.5f)),
            tf.constant(1f)); // [d-steps · batch, size, size, channels], from -1 to 1
    Operand<TFloat32> prepared = config.augment().prepare(inputs.draws().in("reals"), scaled);
    Optional<Operand<TFloat32>> classes =
        inputs.labels().map(labels -> oneHot(tf, labels, config.conditioning().classes()));
    int steps = inputs.batches();
    List<Operand<TFloat32>> images = split(tf, prepared, steps);
    Optional<List<Operand<TFloat32>>> rows = classes.map(all -> split(tf, all, steps));
    List<Batch> batches = new ArrayList<>();
    for (int k = 0; k < steps; k++) {
      int step = k;
      batches.add(new Batch(images.get(k), rows.map(each -> each.get(step))));
    }
    return batches;
  }

  /** A row for each label: 1 in its class, 0 elsewhere. */
  static Operand<TFloat32> oneHot(Ops tf, Operand<TInt32> labels, int classes) {
    return tf.oneHot(labels, tf.constant(classes), tf.constant(1f), tf.constant(0f));
  }

  private static List<Operand<TFloat32>> split(Ops tf, Operand<TFloat32> all, int parts) {
    return parts == 1
        ? List.of(all)
        : List.copyOf(tf.split(tf.constant(0), all, (long) parts).output());
  }
}
