package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.nn.BatchShare;
import dev.gantry.nn.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** What an iteration is fed, and what it draws. */
final class StepInputs {
  /** The latents of the discriminator's step k are the draw {@code latentsK}. */
  static final String LATENTS = "latents";

  /** The latents of a generator's step that has its own. */
  static final String GENERATOR_LATENTS = "generator_latents";

  private final Operand<TUint8> reals;
  private final Optional<Operand<TInt32>> labels;
  private final Placeholder<TInt64> step;
  private final Placeholder<TFloat32> dRate;
  private final Placeholder<TFloat32> gRate;
  private final Placeholder<TFloat32> averageDecay;
  private final Optional<Operand<TFloat32>> stopVote;
  private final Draws draws;
  private final List<Placeholder<?>> fed = new ArrayList<>();
  private final int batches;
  private final List<Operand<TFloat32>> latents = new ArrayList<>();
  private final Optional<Operand<TFloat32>> generatorLatents;

  /**
   * Declares the inputs.
   *
   * @param tf in the scope of the inputs
   * @param dSteps steps of the discriminator in an iteration
   * @param resident where the images are on the device
   * @param share the rows of each batch that are made here
   */
  StepInputs(
      Ops tf, RunConfig config, int dSteps, Optional<ResidentImages> resident, BatchShare share) {
    int batch = config.training().batch();
    int images = Math.max(1, dSteps) * batch;
    Shape shape =
        Shape.of(images, config.data().size(), config.data().size(), config.data().channels());
    step = scalar(tf, TInt64.class);
    dRate = scalar(tf, TFloat32.class);
    gRate = scalar(tf, TFloat32.class);
    averageDecay = scalar(tf, TFloat32.class);
    fed.addAll(List.of(step, dRate, gRate, averageDecay));
    resident.ifPresent(all -> fed.add(all.indices()));
    reals = resident.map(ResidentImages::batch).orElseGet(() -> fed(tf, TUint8.class, shape));
    labels =
        config.conditioning().usesLabels()
            ? Optional.of(
                resident
                    .map(ResidentImages::batchLabels)
                    .orElseGet(() -> fed(tf, TInt32.class, Shape.of(images))))
            : Optional.empty();
    draws = new Draws(tf, config.seed(), step, share);
    stopVote =
        share.count() > 1
            ? Optional.of(tf.placeholderWithDefault(tf.constant(0f), Shape.scalar()))
            : Optional.empty();
    int latent = config.model().latent();
    batches = Math.max(1, dSteps);
    if (config.generator().enlarges().isEmpty()) {
      for (int k = 0; k < batches; k++) {
        latents.add(draws.normal(LATENTS + k, Shape.of(batch, latent)));
      }
    }
    int own = config.training().generatorBatch();
    generatorLatents =
        own > 0
            ? Optional.of(draws.normal(GENERATOR_LATENTS, Shape.of(own, latent)))
            : Optional.empty();
  }

  private <T extends TType> Operand<T> fed(Ops tf, Class<T> type, Shape shape) {
    Placeholder<T> placeholder = tf.placeholder(type, Placeholder.shape(shape));
    fed.add(placeholder);
    return placeholder;
  }

  private static <T extends TType> Placeholder<T> scalar(Ops tf, Class<T> type) {
    return tf.placeholder(type, Placeholder.shape(Shape.scalar()));
  }

  /**
   * Real images, uint8 [d-steps · batch, size, size, channels]; gathered from the resident ones
   * unless fed.
   */
  Operand<TUint8> reals() {
    return reals;
  }

  /** Their labels, [d-steps · batch], where labels are used; gathered likewise. */
  Optional<Operand<TInt32>> labels() {
    return labels;
  }

  /** All that an iteration of a process by itself is fed. */
  List<Placeholder<?>> fed() {
    return List.copyOf(fed);
  }

  /** Number of the iteration, from 0. */
  Placeholder<TInt64> step() {
    return step;
  }

  /** The discriminator's learning rate. */
  Placeholder<TFloat32> dRate() {
    return dRate;
  }

  /** The generator's learning rate. */
  Placeholder<TFloat32> gRate() {
    return gRate;
  }

  /** What the moving average keeps of itself. */
  Placeholder<TFloat32> averageDecay() {
    return averageDecay;
  }

  /** 1 to ask all replicas to stop after the iteration, 0 otherwise; where there are several. */
  Optional<Operand<TFloat32>> stopVote() {
    return stopVote;
  }

  /** Batches of real images: one for each step of the discriminator, at least one. */
  int batches() {
    return batches;
  }

  /** One [batch, latent] for each batch; none where images are made from smaller ones. */
  List<Operand<TFloat32>> latents() {
    return List.copyOf(latents);
  }

  /** [generator-batch, latent], where the generator's step has latents of its own. */
  Optional<Operand<TFloat32>> generatorLatents() {
    return generatorLatents;
  }

  /** Every random number of the iteration, by name; drawn in the graph unless fed. */
  Draws draws() {
    return draws;
  }
}
