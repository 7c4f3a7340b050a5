package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import dev.gantry.nn.VariableStore;
import dev.gantry.optim.Gradients;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.Options;
import dev.gantry.testing.ScratchGraph;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
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
                Stream.of(8, 16, 28, 32, 64)
                    .flatMap(size -> Stream.of(new ImageShape(size, 1), new ImageShape(size, 3)))
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
    c.discriminator().checkSize(c.image().size());
    VariableStore.Reads reads = store.reads();
    Operand<TFloat32> images =
        scratch.constant(c.batch(BATCH), Noise.normal(1, BATCH * c.image().values()));
    Operand<TFloat32> logits = judge(c, pass(reads, Pass.Mode.TRAINING), images);
    Operand<TFloat32> sum = tf.reduceSum(logits, tf.constant(0));
    Gradients gradients =
        Gradients.of(scratch.graph(), tf, "gradients", sum, store.trainable(), reads.trainable());
    Operand<TFloat32> norms = gradients.norms(tf);
    scratch.run(store.initialize(tf));

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
    scratch.run(store.initialize(tf));
    float[] pixels = Noise.normal(1, BATCH * image.values());

    float[] together = scratch.values(logits, images, c.batch(BATCH), pixels);

    assertThat(together).hasSize(BATCH);
    for (int i = 0; i < BATCH; i++) {
      float[] one = Arrays.copyOfRange(pixels, i * image.values(), (i + 1) * image.values());
      assertThat(scratch.values(logits, images, c.batch(1), one))
          .containsExactly(new float[] {together[i]}, within(1e-5f));
    }
  }
}
