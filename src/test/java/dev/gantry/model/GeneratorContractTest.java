package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import dev.gantry.nn.VariableStore;
import dev.gantry.nn.Weights;
import dev.gantry.optim.Gradients;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.ScratchGraph;
import java.util.Arrays;
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

/** What every generator promises, at every size that data comes in. */
@ExtendWith(LeakCheck.class)
class GeneratorContractTest {
  private static final int LATENT = 5;
  private static final int BATCH = 3;

  private final ScratchGraph scratch = new ScratchGraph();
  private final Ops tf = scratch.tf();
  private final VariableStore store = new VariableStore(11);

  record Case(GeneratorArchitecture generator, ImageShape image) {
    /** What so many images are made from. */
    Shape input(long batch) {
      return new GeneratorNetwork(generator, Conditioning.defaults(), LATENT, image).input(batch);
    }
  }

  static Stream<Case> cases() {
    return Stream.concat(
        TinyArchitectures.of(GeneratorArchitecture.class)
            .flatMap(
                generator ->
                    TinyArchitectures.IMAGES.stream()
                        .filter(
                            image -> TinyArchitectures.takes(generator::checkSize, image.size()))
                        .map(image -> new Case(generator, image))),
        TinyArchitectures.of(GeneratorArchitecture.class)
            .map(GeneratorContractTest::withoutNormalization)
            .map(generator -> new Case(generator, new ImageShape(28, 1))));
  }

  /** With kernels that keep the scale by themselves. */
  private static GeneratorArchitecture withoutNormalization(GeneratorArchitecture generator) {
    Class<GeneratorArchitecture> family = GeneratorArchitecture.class;
    return TinyArchitectures.with(
        family,
        TinyArchitectures.with(family, generator, "normalization", Normalization.NONE),
        "weights",
        Weights.HE);
  }

  @AfterEach
  void close() {
    scratch.close();
  }

  private Pass pass(VariableStore.Reads reads, Pass.Mode mode) {
    return new Pass(tf, GeneratorArchitecture.NETWORK, reads, mode, Precision.FLOAT32);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void imagesHaveTheShapeAskedForAndEveryVariableAGradient(Case c) {
    VariableStore.Reads reads = store.reads();
    Shape input = c.input(BATCH);
    Operand<TFloat32> z = scratch.constant(input, Noise.normal(1, (int) input.size()));
    Operand<TFloat32> images =
        c.generator().generate(pass(reads, Pass.Mode.TRAINING), z, c.image());
    Operand<TFloat32> sum =
        tf.reduceSum(images, tf.range(tf.constant(0), tf.constant(4), tf.constant(1)));
    Gradients gradients =
        Gradients.of(scratch.graph(), tf, "gradients", sum, store.trainable(), reads.trainable());
    Operand<TFloat32> norms = gradients.norms(tf);
    TinyArchitectures.start(scratch, store);

    int size = c.image().size();
    assertThat(images.shape()).isEqualTo(Shape.of(BATCH, size, size, c.image().channels()));
    for (float value : scratch.values(images)) {
      assertThat(value).isBetween(-1f, 1f);
    }
    float[] lengths = scratch.values(norms);
    for (int i = 0; i < lengths.length; i++) {
      String name = store.trainable().get(i).name();
      assertThat(lengths[i]).as(name).isFinite();
      // A bias before a normalization moves nothing.
      if (!name.endsWith("/bias") || c.generator().normalization() == Normalization.NONE) {
        assertThat(lengths[i]).as(name).isPositive();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void inInferenceAnImageDoesNotDependOnThoseBesideIt(Case c) {
    Placeholder<TFloat32> z = scratch.placeholder(c.input(Shape.UNKNOWN_SIZE).asArray());
    Operand<TFloat32> images =
        c.generator().generate(pass(store.reads(), Pass.Mode.INFERENCE), z, c.image());
    TinyArchitectures.start(scratch, store);
    int length = (int) c.input(1).size();
    float[] inputs = Noise.normal(1, BATCH * length);

    float[] together = scratch.values(images, z, c.input(BATCH), inputs);

    int each = c.image().values();
    assertThat(together).hasSize(BATCH * each);
    for (int i = 0; i < BATCH; i++) {
      float[] input = Arrays.copyOfRange(inputs, i * length, (i + 1) * length);
      assertThat(scratch.values(images, z, c.input(1), input))
          .containsExactly(Arrays.copyOfRange(together, i * each, (i + 1) * each), within(1e-4f));
    }
  }
}
