package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import dev.gantry.nn.Seeds;
import dev.gantry.nn.VariableSource;
import dev.gantry.nn.VariableSpec;
import dev.gantry.nn.VariableStore;
import dev.gantry.optim.Gradients;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.Options;
import dev.gantry.testing.ScratchGraph;
import dev.gantry.testing.SecondDerivative;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** What every discriminator promises, at every size that data comes in. */
@ExtendWith(LeakCheck.class)
class DiscriminatorContractTest {
  private static final int BATCH = 3;

  private final ScratchGraph scratch = new ScratchGraph();
  private final Ops tf = scratch.tf();
  private final VariableStore store = new VariableStore(11);

  record Case(DiscriminatorArchitecture discriminator, ImageShape image) {
    Shape batch(int count) {
      return Shape.of(count, image.size(), image.size(), image.channels());
    }
  }

  static Stream<Case> cases() {
    return Stream.concat(
            TinyArchitectures.of(DiscriminatorArchitecture.class),
            Stream.of(Options.with(DcganDiscriminator.defaults(), "width", 4, "dense", 6)))
        .flatMap(
            discriminator ->
                TinyArchitectures.IMAGES.stream()
                    .filter(
                        image -> TinyArchitectures.takes(discriminator::checkSize, image.size()))
                    .map(image -> new Case(discriminator, image)));
  }

  @AfterEach
  void close() {
    scratch.close();
  }

  private Pass pass(VariableStore.Reads reads, Pass.Mode mode) {
    return new Pass(tf, DiscriminatorArchitecture.NETWORK, reads, mode, Precision.FLOAT32);
  }

  private static Operand<TFloat32> judge(Case c, Pass pass, Operand<TFloat32> images) {
    return new DiscriminatorNetwork(c.discriminator(), Conditioning.defaults())
        .judge(pass, images, Optional.empty())
        .scores();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyImageGetsOneLogitAndEveryVariableAGradient(Case c) {
    VariableStore.Reads reads = store.reads();
    Operand<TFloat32> images =
        scratch.constant(c.batch(BATCH), Noise.normal(1, BATCH * c.image().values()));
    Operand<TFloat32> logits = judge(c, pass(reads, Pass.Mode.TRAINING), images);
    Operand<TFloat32> sum = tf.reduceSum(logits, tf.constant(0));
    Gradients gradients =
        Gradients.of(scratch.graph(), tf, "gradients", sum, store.trainable(), reads.trainable());
    Operand<TFloat32> norms = gradients.norms(tf);
    TinyArchitectures.start(scratch, store);

    assertThat(scratch.values(logits)).hasSize(BATCH).doesNotContain(Float.NaN);
    float[] lengths = scratch.values(norms);
    for (int i = 0; i < lengths.length; i++) {
      assertThat(lengths[i]).as(store.trainable().get(i).name()).isPositive().isFinite();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void inInferenceALogitDoesNotDependOnTheImagesBesideIt(Case c) {
    ImageShape image = c.image();
    Placeholder<TFloat32> images =
        scratch.placeholder(Shape.UNKNOWN_SIZE, image.size(), image.size(), image.channels());
    Operand<TFloat32> logits = judge(c, pass(store.reads(), Pass.Mode.INFERENCE), images);
    TinyArchitectures.start(scratch, store);
    float[] pixels = Noise.normal(1, BATCH * image.values());

    float[] together = scratch.values(logits, images, c.batch(BATCH), pixels);

    assertThat(together).hasSize(BATCH);
    for (int i = 0; i < BATCH; i++) {
      float[] one = Arrays.copyOfRange(pixels, i * image.values(), (i + 1) * image.values());
      assertThat(scratch.values(logits, images, c.batch(1), one))
          .containsExactly(new float[] {together[i]}, within(1e-5f * (1 + Math.abs(together[i]))));
    }
  }

  /** Those that may be penalized, in the way in which they may. */
  static Stream<DiscriminatorArchitecture> penalized() {
    return TinyArchitectures.of(DiscriminatorArchitecture.class)
        .map(each -> plain(each, "normalization", Normalization.NONE))
        // A power iteration's vectors count as constants, so differences would not be the gradient.
        .map(each -> plain(each, "spectralNorm", false));
  }

  private static DiscriminatorArchitecture plain(
      DiscriminatorArchitecture discriminator, String option, Object value) {
    return TinyArchitectures.with(DiscriminatorArchitecture.class, discriminator, option, value);
  }

  /** Kernels that move along a direction each, as far as one number says. */
  private static final class MovedKernels implements VariableSource {
    private final Placeholder<TFloat32> distances;
    private final List<String> kernels = new ArrayList<>();

    MovedKernels(Placeholder<TFloat32> distances) {
      this.distances = distances;
    }

    @Override
    public Operand<TFloat32> read(Ops tf, VariableSpec spec) {
      int count = (int) spec.size();
      float[] start = Noise.normal(Seeds.derive(1, spec.name()), count);
      for (int i = 0; i < count; i++) {
        start[i] *= 0.3f;
      }
      Operand<TFloat32> value = tf.constant(spec.shape(), DataBuffers.of(start));
      if (!spec.name().endsWith("/kernel")) {
        return value;
      }
      float[] direction = Noise.normal(Seeds.derive(2, spec.name()), count);
      for (int i = 0; i < count; i++) {
        direction[i] /= (float) Math.sqrt(count);
      }
      kernels.add(spec.name());
      Operand<TFloat32> distance =
          tf.gather(distances, tf.constant(kernels.size() - 1), tf.constant(0)); // scalar
      return tf.math.add(
          value, tf.math.mul(distance, tf.constant(spec.shape(), DataBuffers.of(direction))));
    }
  }

  @ParameterizedTest
  @MethodSource("penalized")
  void aPenaltyOnTheGradientHasAGradientByEveryKernelAsDifferencesSay(
      DiscriminatorArchitecture discriminator) {
    discriminator.checkPenalized();
    int size = TinyArchitectures.takes(discriminator::checkSize, 8) ? 8 : 16;
    Placeholder<TFloat32> distances = scratch.placeholder(kernels(discriminator, size));
    MovedKernels variables = new MovedKernels(distances);
    Pass pass =
        new Pass(
                tf,
                DiscriminatorArchitecture.NETWORK,
                variables,
                Pass.Mode.TRAINING,
                Precision.FLOAT32)
            .derivedTwice();
    Shape batch = Shape.of(2, size, size, 1);
    Operand<TFloat32> images = scratch.constant(batch, Noise.normal(3, (int) batch.size()));
    Operand<TFloat32> scores =
        discriminator.score(pass.in("logit"), discriminator.features(pass, images)); // [2, 1]
    Operand<TFloat32> sum = tf.reduceSum(scores, tf.constant(new int[] {0, 1}));

    SecondDerivative.assertEqualsDifferences(
        scratch,
        SecondDerivative.penalty(scratch, sum, images),
        distances,
        new float[variables.kernels.size()],
        0.02);
  }

  private static int kernels(DiscriminatorArchitecture discriminator, int size) {
    return (int)
        NetworkSummary.of(
                new DiscriminatorNetwork(discriminator, Conditioning.defaults()),
                new ImageShape(size, 1))
            .variables()
            .stream()
            .filter(variable -> variable.name().endsWith("/kernel"))
            .count();
  }
}
