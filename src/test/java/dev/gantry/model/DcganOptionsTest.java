package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.nn.Draws;
import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableStore;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.Options;
import dev.gantry.testing.ScratchGraph;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What the options of the DCGAN networks put into the graph. */
@ExtendWith(LeakCheck.class)
class DcganOptionsTest {
  private static final int LATENT = 5;
  private static final int BATCH = 3;
  private static final ImageShape IMAGE = new ImageShape(16, 1);
  private static final DcganGenerator GENERATOR =
      Options.with(DcganGenerator.defaults(), "width", 4);
  private static final DcganDiscriminator DISCRIMINATOR =
      Options.with(DcganDiscriminator.defaults(), "width", 4);

  private final ScratchGraph scratch = new ScratchGraph();
  private final Ops tf = scratch.tf();
  private final VariableStore store = new VariableStore(11);

  @AfterEach
  void close() {
    scratch.close();
  }

  private Pass pass(String network) {
    return new Pass(tf, network, store.reads(), Pass.Mode.TRAINING, Precision.FLOAT32);
  }

  private Operand<TFloat32> images(DcganGenerator generator) {
    Operand<TFloat32> z =
        scratch.constant(Shape.of(BATCH, LATENT), Noise.normal(1, BATCH * LATENT));
    return new GeneratorNetwork(generator, Conditioning.defaults(), LATENT, IMAGE)
        .generate(pass(GeneratorArchitecture.NETWORK), z, Optional.empty());
  }

  private Operand<TFloat32> scores(DcganDiscriminator discriminator, Pass pass) {
    Operand<TFloat32> images =
        scratch.constant(Shape.of(BATCH, 16, 16, 1), Noise.normal(1, BATCH * IMAGE.values()));
    return new DiscriminatorNetwork(discriminator, Conditioning.defaults())
        .judge(pass, images, Optional.empty())
        .scores();
  }

  private Operand<TFloat32> scores(DcganDiscriminator discriminator) {
    return scores(discriminator, pass(DiscriminatorArchitecture.NETWORK));
  }

  private float[] initialized(Operand<TFloat32> operand) {
    scratch.run(store.initialize(tf));
    return scratch.values(operand);
  }

  @ParameterizedTest
  @EnumSource
  void generatorTakesEveryNormalization(Normalization normalization) {
    Operand<TFloat32> images = images(Options.with(GENERATOR, "normalization", normalization));

    assertThat(images.shape()).isEqualTo(Shape.of(BATCH, 16, 16, 1));
    for (float value : initialized(images)) {
      assertThat(value).isBetween(-1f, 1f);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VIRTUAL_BATCH")
  void discriminatorTakesEveryNormalizationThatNeedsNoReference(Normalization normalization) {
    Operand<TFloat32> scores = scores(Options.with(DISCRIMINATOR, "normalization", normalization));

    assertThat(initialized(scores)).hasSize(BATCH).doesNotContain(Float.NaN);
  }

  @Test
  void attentionStandsAfterTheMapOfItsSizeOnce() {
    images(Options.with(GENERATOR, "attention", 8));
    scores(Options.with(DISCRIMINATOR, "attention", 4));

    // Widths: 8 channels at 4×4 pixels, 4 at 8×8.
    assertThat(store.all())
        .filteredOn(variable -> variable.name().contains("attention"))
        .extracting(variable -> variable.name() + " " + variable.spec().shape())
        .containsExactly(
            "generator/attention/query/kernel [1, 1, 4, 1]",
            "generator/attention/key/kernel [1, 1, 4, 1]",
            "generator/attention/value/kernel [1, 1, 4, 2]",
            "generator/attention/output/kernel [1, 1, 2, 4]",
            "generator/attention/gamma []",
            "discriminator/attention/query/kernel [1, 1, 8, 1]",
            "discriminator/attention/key/kernel [1, 1, 8, 1]",
            "discriminator/attention/value/kernel [1, 1, 8, 4]",
            "discriminator/attention/output/kernel [1, 1, 4, 8]",
            "discriminator/attention/gamma []");
  }

  @Test
  void spectralNormTakesTheKernelsOfAttentionToo() {
    scores(Options.with(DISCRIMINATOR, "attention", 4, "spectralNorm", true));

    assertThat(store.statistics())
        .extracting(Variable::name)
        .contains("discriminator/attention/query/u", "discriminator/attention/output/u");
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16})
  void attentionMayStandAfterAnyMapBelowTheImage(int size) {
    assertThatCode(() -> Options.with(GENERATOR, "attention", size).checkSize(32))
        .doesNotThrowAnyException();
    assertThatCode(() -> Options.with(DISCRIMINATOR, "attention", size).checkSize(32))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, 10, 32, 64})
  void attentionElsewhereIsRefusedWithTheMapsThereAre(int size) {
    String rest =
        ".attention is %d, but images of 32 pixels have feature maps of 4, 8, 16; use one of them, or 0 for none"
            .formatted(size);
    assertThatThrownBy(() -> Options.with(GENERATOR, "attention", size).checkSize(32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model.generator" + rest);
    assertThatThrownBy(() -> Options.with(DISCRIMINATOR, "attention", size).checkSize(32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model.discriminator" + rest);
  }

  @Test
  void everyBlockOfADiscriminatorWithDropoutDrawsItsOwn() {
    Draws draws = new Draws(tf, 7, tf.constant(1L));
    Pass pass = pass(DiscriminatorArchitecture.NETWORK).withDraws(draws);

    Operand<TFloat32> scores = scores(Options.with(DISCRIMINATOR, "dropout", 0.25), pass);

    assertThat(draws.made()).containsOnlyKeys("block0/dropout", "block1/dropout");
    assertThat(initialized(scores)).hasSize(BATCH).doesNotContain(Float.NaN);
  }

  @Test
  void aRateThatDropsEverythingIsRefused() {
    assertThatThrownBy(() -> Options.with(DISCRIMINATOR, "dropout", 1.0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dropout is 1.0; it must be from 0.0 to 0.99");
  }
}
