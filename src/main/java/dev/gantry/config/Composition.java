package dev.gantry.config;

import dev.gantry.data.DataConfig;
import dev.gantry.error.Check;
import dev.gantry.loss.Penalty;
import dev.gantry.model.Conditioning;
import dev.gantry.model.NormLabels;
import dev.gantry.nn.Normalization;

/**
 * What cannot go together in a run. Everything else can: networks, objectives, penalties,
 * conditioning, normalization and augmentation are chosen one by one.
 */
final class Composition {
  private Composition() {}

  /** Throws an {@link IllegalArgumentException} with the reason and the fix. */
  static void check(
      DataConfig data, ModelConfig model, Conditioning conditioning, Penalty penalty) {
    model.generator().checkSize(data.size());
    model.discriminator().checkSize(data.size());
    Check.that(
        model.discriminator().normalization() != Normalization.VIRTUAL_BATCH,
        "model.discriminator.normalization is virtual-batch, but only a generator has the fixed"
            + " reference batch that it needs; use batch, layer, instance or none");
    if (!penalty.isNone()) {
      model.discriminator().checkPenalized();
    }
    Check.that(
        !(conditioning.generator() instanceof NormLabels)
            || model.generator().normalization() == Normalization.BATCH,
        "conditioning.generator is norm, but the generator has no batch norm to tell the class to;"
            + " use concat, or model.generator.normalization: batch");
  }
}
