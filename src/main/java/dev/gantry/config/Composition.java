package dev.gantry.config;

import dev.gantry.data.DataConfig;
import dev.gantry.data.NamedSource;
import dev.gantry.error.Check;
import dev.gantry.evaluate.MetricsConfig;
import dev.gantry.loss.Content;
import dev.gantry.loss.Objective;
import dev.gantry.loss.Penalty;
import dev.gantry.model.Conditioning;
import dev.gantry.model.GeneratorArchitecture;
import dev.gantry.model.NormLabels;
import dev.gantry.nn.Normalization;

/**
 * What cannot go together in a run. Everything else can: networks, objectives, penalties,
 * conditioning, normalization and augmentation are chosen one by one.
 *
 * <p>Each check throws an {@link IllegalArgumentException} with the reason and the fix.
 */
final class Composition {
  private Composition() {}

  static void checkNetworks(DataConfig data, ModelConfig model) {
    model.generator().checkSize(data.size());
    model.discriminator().checkSize(data.size());
    Check.that(
        model.discriminator().normalization() != Normalization.VIRTUAL_BATCH,
        "model.discriminator.normalization is virtual-batch, but only a generator has the fixed"
            + " reference batch that it needs; use batch, layer, instance or none");
  }

  static void checkPenalty(ModelConfig model, Penalty penalty) {
    if (!penalty.isNone()) {
      model.discriminator().checkPenalized();
    }
  }

  static void checkConditioning(ModelConfig model, Conditioning conditioning) {
    Check.that(
        !(conditioning.generator() instanceof NormLabels)
            || model.generator().normalization() == Normalization.BATCH,
        "conditioning.generator is norm, but the generator has no batch norm to tell the class to;"
            + " use concat, or model.generator.normalization: batch");
  }

  /** What is known of labels before the source is looked for: those of the named ones. */
  static void checkLabels(DataConfig data, Conditioning conditioning) {
    Check.that(
        !conditioning.usesLabels()
            || NamedSource.of(data.source()).isEmpty()
            || conditioning.classes() == NamedSource.CLASSES,
        "conditioning.classes is %d, but data.source %s has %d; use %d"
            .formatted(
                conditioning.classes(), data.source(), NamedSource.CLASSES, NamedSource.CLASSES));
  }

  static void checkBatches(Objective objective, TrainingConfig training) {
    int own = training.generatorBatch();
    Check.that(
        !objective.comparesPairs() || own == 0 || own == training.batch(),
        "training.generator-batch is %d, but the objective compares each generated image with a real one of the batch of %d; use 0, or another objective"
            .formatted(own, training.batch()));
  }

  /** The same for what goes only with generators that enlarge images. */
  static void checkEnlarging(
      GeneratorArchitecture generator,
      Content content,
      Conditioning conditioning,
      MetricsConfig metrics,
      TrainingConfig training) {
    if (generator.enlarges().isEmpty()) {
      Check.that(
          content.isNone(),
          "content compares images with the real ones that they are made from, but model.generator"
              + " makes them from latents; use srgan, or content: none");
      return;
    }
    Check.that(
        !content.isNone(),
        "content is none, so nothing would hold what model.generator makes to the image that it"
            + " enlarges; use pixels or features");
    Check.that(
        generator.normalization() != Normalization.VIRTUAL_BATCH,
        "model.generator.normalization is virtual-batch, whose reference batch is of latents, but"
            + " model.generator has none; use batch, layer, instance or none");
    Check.that(
        !conditioning.usesLabels(),
        "conditioning.generator has labels, but model.generator is told by the image that it"
            + " enlarges what to make; use none for generator and discriminator");
    Check.that(
        !metrics.isEnabled(),
        "metrics.compute is of images made from latents, but model.generator enlarges images, which"
            + " PSNR and SSIM measure anyway; use []");
    Check.that(
        training.generatorBatch() == 0,
        "training.generator-batch is %d, but model.generator makes images from the real ones of the batch; use 0"
            .formatted(training.generatorBatch()));
  }
}
