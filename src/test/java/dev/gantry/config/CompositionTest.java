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
}
