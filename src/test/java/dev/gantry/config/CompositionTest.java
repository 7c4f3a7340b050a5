package dev.gantry.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.error.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompositionTest {
  private static void assertRefused(String yaml, String message) {
    assertThatThrownBy(() -> RunConfigReader.parse(yaml, "x.yaml", List.of()))
        .isInstanceOf(UserException.class)
        .hasMessage(message);
  }

  @Test
  void virtualBatchNormInADiscriminatorIsRefused() {
    assertRefused(
        """
        model:
          discriminator:
            normalization: virtual-batch
        """,
        "x.yaml:3:20: model.discriminator.normalization is virtual-batch, but only a generator has"
            + " the fixed reference batch that it needs; use batch, layer, instance or none");
  }

  @Test
  void classesThroughVirtualBatchNormAreRefused() {
    assertRefused(
        """
        model:
          generator:
            normalization: virtual-batch
        conditioning:
          generator: norm
          discriminator: projection
        """,
        "x.yaml:5:14: conditioning.generator is norm, but the generator has no batch norm to tell"
            + " the class to; use concat, or model.generator.normalization: batch");
  }

  @Test
  void attentionAfterAMapThatThereIsNotIsRefused() {
    assertRefused(
        """
        data:
          size: 28
        model:
          generator:
            attention: 8
        """,
        "x.yaml:5:16: model.generator.attention is 8, but images of 28 pixels have feature maps of"
            + " 7, 14; use one of them, or 0 for none");
  }

  @Test
  void batchNormInAPenalizedCriticIsRefused() {
    assertRefused(
        "penalty: gradient-penalty",
        "x.yaml: model.discriminator.normalization is batch, but a penalty holds the gradient of"
            + " each image by itself, and batch norm mixes them; use layer, instance or none");
  }

  @Test
  void aSaturatingLayerInAPenalizedCriticIsRefused() {
    assertRefused(
        """
        penalty: r1
        model:
          discriminator:
            normalization: layer
            activation: tanh
        """,
        "x.yaml:5:17: model.discriminator.activation is tanh, which TensorFlow cannot derive twice"
            + " as a penalty needs; use leaky-relu or relu");
  }

  @Test
  void classesThatOnlyOneNetworkKnowsAreRefused() {
    assertRefused(
        "conditioning:\n  generator: concat\n",
        "x.yaml:1:1: discriminator is none, but the generator is told classes that nobody checks;"
            + " use channel, projection or class-head, or none for both");
    assertRefused(
        "conditioning:\n  discriminator: projection\n",
        "x.yaml:1:1: generator is none, but the discriminator knows the classes; use concat or"
            + " norm, or none for both");
  }

  @Test
  void otherClassesThanThoseOfTheNamedSourceAreRefused() {
    assertRefused(
        """
        data: {source: mnist}
        conditioning: {classes: 12, generator: concat, discriminator: projection}
        """,
        "x.yaml:2:25: conditioning.classes is 12, but data.source mnist has 10; use 10");
  }

  @Test
  void pairsOfUnequalBatchesAreRefused() {
    assertRefused(
        "objective: relativistic\ntraining: {generator-batch: 256}\n",
        "x.yaml:2:29: training.generator-batch is 256, but the objective compares each generated"
            + " image with a real one of the batch of 128; use 0, or another objective");
  }

  @Test
  void aReferenceBatchOfLatentsForAGeneratorWithoutIsRefused() {
    assertRefused(
        """
        data: {size: 32}
        model: {generator: {type: srgan, normalization: virtual-batch}}
        content: pixels
        """,
        "x.yaml:2:49: model.generator.normalization is virtual-batch, whose reference batch is of"
            + " latents, but model.generator has none; use batch, layer, instance or none");
  }
}
