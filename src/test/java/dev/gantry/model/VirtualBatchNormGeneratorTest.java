package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableStore;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A generator that carries the reference batch of virtual batch norm with every batch. */
@ExtendWith(LeakCheck.class)
class VirtualBatchNormGeneratorTest {
  private static final int LATENT = 5;
  private static final int BATCH = 3;
  private static final int CLASSES = 3;
  private static final ImageShape IMAGE = new ImageShape(8, 1);
  private static final DcganGenerator GENERATOR =
      Options.with(
          DcganGenerator.defaults(), "width", 4, "normalization", Normalization.VIRTUAL_BATCH);

  private final ScratchGraph scratch = new ScratchGraph();
  private final Ops tf = scratch.tf();
  private final VariableStore store = new VariableStore(11);
  private final float[] latents = Noise.normal(1, BATCH * LATENT);
  private final Operand<TFloat32> z = scratch.constant(Shape.of(BATCH, LATENT), latents);

  @AfterEach
  void close() {
    scratch.close();
  }

  private Pass pass(Pass.Mode mode) {
    return new Pass(tf, GeneratorArchitecture.NETWORK, store.reads(), mode, Precision.FLOAT32);
  }

  private Operand<TFloat32> images(Pass pass, Operand<TFloat32> z, boolean labelled) {
    Conditioning conditioning =
        labelled
            ? new Conditioning(CLASSES, ConcatLabels.defaults(), LabelChannel.defaults())
            : Conditioning.defaults();
    Optional<Operand<TFloat32>> classes =
        labelled
            ? Optional.of(scratch.constant(Shape.of(BATCH, CLASSES), 1, 0, 0, 0, 0, 1, 0, 1, 0))
            : Optional.empty();
    return new GeneratorNetwork(GENERATOR, conditioning, LATENT, IMAGE).generate(pass, z, classes);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void frozenStatisticsMakeTheSameImagesAsTheReferenceBatch(boolean labelled) {
    Pass training = pass(Pass.Mode.TRAINING);
    Operand<TFloat32> trained = images(training, z, labelled);
    Operand<TFloat32> inferred = images(pass(Pass.Mode.INFERENCE), z, labelled);
    List<Op> updates = store.updateStatistics(tf, List.of(training));
    scratch.run(store.initialize(tf));
    float[] before = scratch.values(inferred);
    scratch.run(updates);

    assertThat(trained.shape()).isEqualTo(Shape.of(BATCH, 8, 8, 1));
    assertThat(scratch.values(inferred))
        .containsExactly(scratch.values(trained), within(1e-5f))
        .isNotEqualTo(before);
  }

  @Test
  void inTrainingAnImageDoesNotDependOnThoseBesideIt() {
    float[] others = latents.clone();
    Arrays.fill(others, LATENT, BATCH * LATENT, 9f);
    Operand<TFloat32> images = images(pass(Pass.Mode.TRAINING), z, false);
    Operand<TFloat32> besideOthers =
        images(pass(Pass.Mode.TRAINING), scratch.constant(Shape.of(BATCH, LATENT), others), false);
    scratch.run(store.initialize(tf));

    assertThat(Arrays.copyOf(scratch.values(besideOthers), IMAGE.values()))
        .isEqualTo(Arrays.copyOf(scratch.values(images), IMAGE.values()));
  }

  @Test
  void theReferenceBatchIsAVariableThatNothingMoves() {
    Pass training = pass(Pass.Mode.TRAINING);
    images(training, z, false);

    assertThat(store.statistics()).extracting(Variable::name).contains("generator/reference");
    assertThat(training.statistics()).doesNotContainKey("generator/reference").isNotEmpty();
  }
}
