package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.nn.Activation;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Options;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class NetworkSummaryTest {
  private static final ImageShape COLOUR_64 = new ImageShape(64, 3);

  @Test
  void dcganGeneratorAt64HasThePublishedParameterCount() {
    assertThat(of(DcganGenerator.defaults(), 100, COLOUR_64).parameters()).isEqualTo(3_576_704);
  }

  @Test
  void dcganDiscriminatorAt64HasThePublishedParameterCount() {
    assertThat(
            NetworkSummary.of(
                    new DiscriminatorNetwork(
                        DcganDiscriminator.defaults(), Conditioning.defaults()),
                    COLOUR_64)
                .parameters())
        .isEqualTo(2_765_568);
  }

  /** Ledig et al. 2017, figure 4, layer by layer. */
  @Test
  void srganGeneratorHasTheParametersOfThePapersLayers() {
    long first = 9 * 9 * 3 * 64 + 64 + 64;
    long block = 2 * (3 * 3 * 64 * 64 + 2 * 64) + 64;
    long last = 3 * 3 * 64 * 64 + 2 * 64;
    long subPixel = 3 * 3 * 64 * 256 + 256 + 64;
    long image = 9 * 9 * 64 * 3 + 3;
    assertThat(of(SrganGenerator.defaults(), 100, COLOUR_64).parameters())
        .isEqualTo(first + 16 * block + last + 2 * subPixel + image);
  }

  @Test
  void variablesComeInTheOrderOfTheLayersWithTheirShapes() {
    NetworkSummary summary =
        of(Options.with(DcganGenerator.defaults(), "width", 3), 5, new ImageShape(8, 1));

    assertThat(summary.variables())
        .containsExactly(
            new NetworkSummary.Variable("generator/block0/kernel", List.of(5L, 48L), true),
            new NetworkSummary.Variable("generator/block0/norm/gamma", List.of(3L), true),
            new NetworkSummary.Variable("generator/block0/norm/beta", List.of(3L), true),
            new NetworkSummary.Variable("generator/block0/norm/mean", List.of(3L), false),
            new NetworkSummary.Variable("generator/block0/norm/variance", List.of(3L), false),
            new NetworkSummary.Variable("generator/image/kernel", List.of(4L, 4L, 1L, 3L), true));
  }

  @Test
  void movingStatisticsAreNoParameters() {
    NetworkSummary summary =
        of(Options.with(DcganGenerator.defaults(), "width", 3), 5, new ImageShape(8, 1));

    assertThat(summary.parameters()).isEqualTo(5 * 48 + 3 + 3 + 4 * 4 * 3);
  }

  @Test
  void networkTooLargeForMemoryIsSummedUpToo() {
    MlpGenerator generator = new MlpGenerator(List.of(65_536, 65_536), Activation.RELU);

    assertThat(of(generator, 100, new ImageShape(4, 1)).parameters())
        .isEqualTo(101L * 65_536 + 65_537L * 65_536 + 65_537L * 16);
  }

  private static NetworkSummary of(GeneratorArchitecture generator, int latent, ImageShape image) {
    return NetworkSummary.of(
        new GeneratorNetwork(generator, Conditioning.defaults(), latent, image));
  }
}
