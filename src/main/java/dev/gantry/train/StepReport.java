package dev.gantry.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/** All that {@link StepResult} has as one vector, so that one tensor crosses to Java. */
final class StepReport {
  private final Operand<TFloat32> vector;
  private final int discriminatorVariables;
  private final int generatorVariables;
  private final boolean scaled;

  /**
   * Packs the vector.
   *
   * @param steps of the discriminator; none where the generator steps alone
   */
  StepReport(Ops tf, List<DiscriminatorStep> steps, GeneratorStep generator) {
    List<Operand<TFloat32>> parts = new ArrayList<>();
    if (!steps.isEmpty()) {
      parts.add(mean(tf, steps, DiscriminatorStep::loss));
      parts.add(mean(tf, steps, DiscriminatorStep::real));
      parts.add(mean(tf, steps, DiscriminatorStep::fake));
      parts.add(mean(tf, steps, DiscriminatorStep::penalty));
      parts.add(steps.get(steps.size() - 1).move().norms());
    }
    parts.add(tf.expandDims(generator.loss(), tf.constant(0)));
    parts.add(generator.move().norms());
    generator
        .move()
        .takenBack()
        .ifPresent(
            own -> {
              parts.add(tf.expandDims(own, tf.constant(0)));
              parts.add(takenBack(tf, steps));
            });
    generator.stopVote().ifPresent(vote -> parts.add(tf.expandDims(vote, tf.constant(0))));
    vector = tf.concat(parts, tf.constant(0));
    scaled = generator.move().takenBack().isPresent();
    generatorVariables = generator.gradients().variables().size();
    discriminatorVariables = steps.isEmpty() ? 0 : steps.get(0).gradients().variables().size();
  }

  /** How many of the discriminator's steps are taken back, [1]. */
  private static Operand<TFloat32> takenBack(Ops tf, List<DiscriminatorStep> steps) {
    Operand<TFloat32> count = tf.constant(0f);
    for (DiscriminatorStep step : steps) {
      count = tf.math.add(count, step.move().takenBack().orElseThrow());
    }
    return tf.expandDims(count, tf.constant(0));
  }

  private static Operand<TFloat32> mean(
      Ops tf,
      List<DiscriminatorStep> steps,
      Function<DiscriminatorStep, Operand<TFloat32>> scalar) {
    return tf.math.mean(
        tf.stack(steps.stream().map(scalar).toList()), tf.constant(0), Mean.keepDims(true)); // [1]
  }

  /** Fetch: what {@link #read} takes. */
  Operand<TFloat32> vector() {
    return vector;
  }

  /** Unpacks a fetched vector. */
  StepResult read(FloatNdArray fetched) {
    Reader reader = new Reader(fetched);
    boolean both = discriminatorVariables > 0;
    float dLoss = both ? reader.next() : 0;
    float dReal = both ? reader.next() : 0;
    float dFake = both ? reader.next() : 0;
    float penalty = both ? reader.next() : 0;
    List<Float> dNorms = reader.next(discriminatorVariables);
    float gLoss = reader.next();
    List<Float> gNorms = reader.next(generatorVariables);
    boolean gTakenBack = scaled && reader.next() > 0;
    boolean dTakenBack = scaled && reader.next() > 0;
    boolean stopVoted = reader.position < fetched.size() && reader.next() > 0;
    return new StepResult(
        dLoss, gLoss, dReal, dFake, penalty, dNorms, gNorms, dTakenBack, gTakenBack, stopVoted);
  }

  private static final class Reader {
    private final FloatNdArray values;
    private int position;

    Reader(FloatNdArray values) {
      this.values = values;
    }

    float next() {
      return values.getFloat(position++);
    }

    List<Float> next(int count) {
      List<Float> next = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        next.add(next());
      }
      return next;
    }
  }
}
