package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.testing.Families;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Options;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counted parameters of the published networks, and options that they refuse. */
@ExtendWith(LeakCheck.class)
class ArchitectureOptionsTest {
  private static final ImageShape COLOUR_32 = new ImageShape(32, 3);

  private static long parameters(GeneratorArchitecture generator, int latent, ImageShape image) {
    return NetworkSummary.of(
            new GeneratorNetwork(generator, Conditioning.defaults(), latent, image))
        .parameters();
  }

  private static long parameters(DiscriminatorArchitecture discriminator) {
    return NetworkSummary.of(
            new DiscriminatorNetwork(discriminator, Conditioning.defaults()), COLOUR_32)
        .parameters();
  }

  /** A convolution's kernel and bias. */
  private static long conv(int size, int in, int out) {
    return (long) size * size * in * out + out;
  }

  @Test
  void cnnGeneratorHasTheParametersOfItsLayers() {
    long norms = 2L * (512 + 256 + 128 + 64);
    long counted =
        conv(1, 100, 4 * 4 * 512)
            + conv(4, 512, 256)
            + conv(4, 256, 128)
            + conv(4, 128, 64)
            + conv(3, 64, 3)
            + norms;

    // 3.58 million, as computed from pytorch-gan-collections' code.
    assertThat(counted).isEqualTo(3_584_003);
    assertThat(parameters(CnnGenerator.defaults(), 100, COLOUR_32)).isEqualTo(counted);
  }

  @Test
  void cnnDiscriminatorHasTheParametersOfItsLayers() {
    long counted =
        conv(3, 3, 64)
            + conv(4, 64, 128)
            + conv(3, 128, 128)
            + conv(4, 128, 256)
            + conv(3, 256, 256)
            + conv(4, 256, 512)
            + conv(3, 512, 512)
            + conv(1, 4 * 4 * 512, 1);

    // 5.86 million, as computed from pytorch-gan-collections' code.
    assertThat(counted).isEqualTo(5_860_865);
    assertThat(parameters(CnnDiscriminator.defaults())).isEqualTo(counted);
  }

  @Test
  void resnetGeneratorHasThePublishedParameters() {
    long block = 2 * 2 * 256 + 2 * conv(3, 256, 256) + conv(1, 256, 256);
    long counted = conv(1, 128, 4 * 4 * 256) + 3 * block + 2 * 256 + conv(3, 256, 3);

    // As PyTorch-StudioGAN's log of its WGAN-GP says.
    assertThat(counted).isEqualTo(4_276_739);
    assertThat(parameters(ResnetGenerator.defaults(), 128, COLOUR_32)).isEqualTo(counted);
  }

  @Test
  void resnetDiscriminatorHasThePublishedParameters() {
    long first = conv(3, 3, 128) + conv(3, 128, 128) + conv(1, 3, 128);
    long halving = 2 * conv(3, 128, 128) + conv(1, 128, 128);
    long same = 2 * conv(3, 128, 128);
    long counted = first + halving + 2 * same + conv(1, 128, 1);

    // PyTorch-StudioGAN's log of its conditional SNGAN: 1,055,105 with an embedding of 10 · 128.
    assertThat(counted).isEqualTo(1_055_105 - 10 * 128);
    assertThat(parameters(ResnetDiscriminator.defaults())).isEqualTo(counted);
  }

  @Test
  void mediumUpsampleGeneratorHasTheParametersOfItsLayers() {
    long counted =
        conv(1, 100, 7 * 7 * 256)
            + conv(3, 256, 256)
            + 2 * 256
            + conv(3, 256, 128)
            + 2 * 128
            + conv(3, 128, 1);

    assertThat(parameters(UpsampleGenerator.defaults(), 100, new ImageShape(28, 1)))
        .isEqualTo(counted);
  }

  @Test
  void r3ganHasThePapersParametersAtItsWidth() {
    // Four stages of two blocks: 1×1 from 768 to 1536, 3×3 in 96 groups of 16, 1×1 back; biases of
    // the two activations.
    long block = 768 * 1536 + 9 * 16 * 1536 + 1536 * 768 + 2 * 1536;
    long generator = 64 * 768 + 4 * 4 * 768 + 8 * block + 768 * 3;
    long discriminator = 3 * 768 + 8 * block + 4 * 4 * 768 + 768;

    // The paper says 20.6 million each, with embeddings of classes.
    assertThat(generator).isBetween(20_000_000L, 21_000_000L);
    assertThat(parameters(new R3ganGenerator(768, 2, 96, 2), 64, COLOUR_32)).isEqualTo(generator);
    assertThat(parameters(new R3ganDiscriminator(768, 2, 96, 2))).isEqualTo(discriminator);
  }

  @ParameterizedTest
  @ValueSource(ints = {28, 32})
  void everyArchitectureTakesTheSizesOfMnistAndCifar(int size) {
    assertThat(Families.defaults(GeneratorArchitecture.class))
        .allSatisfy(each -> assertThatCode(() -> each.checkSize(size)).doesNotThrowAnyException());
    assertThat(Families.defaults(DiscriminatorArchitecture.class))
        .allSatisfy(each -> assertThatCode(() -> each.checkSize(size)).doesNotThrowAnyException());
  }

  @Test
  void widthsThatDoubleToAnotherSizeAreRefusedWithOneThatFits() {
    assertThatThrownBy(() -> UpsampleGenerator.defaults().checkSize(30))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "widths has 2 entries, which double an image that often, but data.size 30 does not"
                + " halve as often down to at least 4 pixels; give fewer widths, or use data.size"
                + " 16");
    assertThatThrownBy(() -> UpsampleGenerator.defaults().checkSize(8))
        .hasMessageContaining("data.size 8 does not halve");
  }

  @Test
  void upsamplingWithoutStagesIsRefused() {
    assertThatThrownBy(() -> Options.with(UpsampleGenerator.defaults(), "widths", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("widths has 0 entries; give one for each doubling, 1 to 10");
  }

  @Test
  void groupsThatDoNotDivideTheChannelsAreRefused() {
    assertThatThrownBy(() -> new R3ganGenerator(20, 1, 12, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cardinality is 12, which does not divide the 40 channels of a block (width times"
                + " expansion)");
  }
}
