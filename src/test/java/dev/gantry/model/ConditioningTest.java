package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import dev.gantry.nn.VariableStore;
import dev.gantry.testing.Families;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.Options;
import dev.gantry.testing.ScratchGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** What every way of conditioning promises: the class counts. */
@ExtendWith(LeakCheck.class)
class ConditioningTest {
  private static final ImageShape IMAGE = new ImageShape(8, 1);
  private static final int CLASSES = 3;
  private static final int LATENT = 4;
  private static final Shape ROWS = Shape.of(2, CLASSES);
  private static final float[] FIRST_AND_SECOND = {1, 0, 0, 0, 1, 0};
  private static final float[] FIRST_AND_THIRD = {1, 0, 0, 0, 0, 1};

  private final ScratchGraph scratch = new ScratchGraph();
  private final VariableStore store = new VariableStore(5);
  private final Placeholder<TFloat32> classes = scratch.placeholder(2, CLASSES);

  static List<GeneratorLabels> generatorLabels() {
    return Families.defaults(GeneratorLabels.class).stream()
        .filter(labels -> !(labels instanceof NoGeneratorLabels))
        .toList();
  }

  /** A class head says the class, and is not told it. */
  static List<DiscriminatorLabels> discriminatorLabels() {
    return Families.defaults(DiscriminatorLabels.class).stream()
        .filter(
            labels -> !(labels instanceof NoDiscriminatorLabels) && !(labels instanceof ClassHead))
        .toList();
  }

  @AfterEach
  void close() {
    scratch.close();
  }

  private Pass pass(String network) {
    return new Pass(scratch.tf(), network, store.reads(), Pass.Mode.INFERENCE, Precision.FLOAT32);
  }

  @ParameterizedTest
  @MethodSource("generatorLabels")
  void anotherClassMakesAnotherImageAndLeavesTheOneBesideItAlone(GeneratorLabels labels) {
    GeneratorNetwork network =
        new GeneratorNetwork(
            Options.with(DcganGenerator.defaults(), "width", 3),
            new Conditioning(CLASSES, labels, LabelChannel.defaults()),
            LATENT,
            IMAGE);
    Operand<TFloat32> z = scratch.constant(Shape.of(2, LATENT), Noise.normal(1, 2 * LATENT));
    Operand<TFloat32> images =
        network.generate(
            pass(GeneratorArchitecture.NETWORK), z, Optional.of(classes)); // [2, 8, 8, 1]
    TinyArchitectures.start(scratch, store);
    assertOnlyTheSecondChanges(images);
  }

  @ParameterizedTest
  @MethodSource("discriminatorLabels")
  void anotherClassChangesTheScoreAndLeavesTheOneBesideItAlone(DiscriminatorLabels labels) {
    DiscriminatorNetwork network =
        new DiscriminatorNetwork(
            Options.with(DcganDiscriminator.defaults(), "width", 3),
            new Conditioning(CLASSES, ConcatLabels.defaults(), labels));
    Operand<TFloat32> images =
        scratch.constant(Shape.of(2, 8, 8, 1), Noise.normal(2, 2 * IMAGE.values()));
    Operand<TFloat32> scores =
        network
            .judge(pass(DiscriminatorArchitecture.NETWORK), images, Optional.of(classes))
            .scores(); // [2]
    TinyArchitectures.start(scratch, store);
    assertOnlyTheSecondChanges(scores);
  }

  private void assertOnlyTheSecondChanges(Operand<TFloat32> output) {
    float[] before = scratch.values(output, classes, ROWS, FIRST_AND_SECOND);
    float[] after = scratch.values(output, classes, ROWS, FIRST_AND_THIRD);
    int each = before.length / 2;
    assertThat(Arrays.copyOf(after, each)).isEqualTo(Arrays.copyOf(before, each));
    assertThat(Arrays.copyOfRange(after, each, 2 * each))
        .isNotEqualTo(Arrays.copyOfRange(before, each, 2 * each));
  }

  @Test
  void aClassHeadSaysOneLogitForEachClass() {
    DiscriminatorNetwork network =
        new DiscriminatorNetwork(
            Options.with(DcganDiscriminator.defaults(), "width", 3),
            new Conditioning(CLASSES, ConcatLabels.defaults(), ClassHead.defaults()));
    Operand<TFloat32> images =
        scratch.constant(Shape.of(2, 8, 8, 1), Noise.normal(2, 2 * IMAGE.values()));
    Judgement judgement =
        network.judge(pass(DiscriminatorArchitecture.NETWORK), images, Optional.of(classes));
    assertThat(judgement.classLogits().orElseThrow().shape()).isEqualTo(ROWS);
  }

  @Test
  void labelsThatOnlyOneNetworkKnowsAreRefused() {
    assertThatThrownBy(
            () ->
                new Conditioning(
                    CLASSES, ConcatLabels.defaults(), NoDiscriminatorLabels.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("discriminator is none");
    assertThatThrownBy(
            () -> new Conditioning(CLASSES, NoGeneratorLabels.defaults(), ClassHead.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("generator is none");
  }
}
