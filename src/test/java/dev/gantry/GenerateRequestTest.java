package dev.gantry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gantry.export.GeneratorSnapshot;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.model.Latents;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Snapshots;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class GenerateRequestTest {
  @TempDir private Path folder;

  private Generator open(GeneratorSnapshot snapshot) {
    return Generator.open(SavedModelExporter.export(snapshot, folder.resolve("tiny")));
  }

  @Test
  void seedsAndLabelsAreThoseOfTheOtherCalls() {
    try (Generator generator = open(Snapshots.oneHotDcgan())) {
      assertThat(generator.generateArray(GenerateRequest.seeds(5, 4)))
          .isEqualTo(generator.generateArray(5, 4));
      assertThat(generator.generateArray(GenerateRequest.seeds(5, 4).label(2)))
          .isEqualTo(generator.generateArray(5, 4, 2));
      float[][] latents = {{1, 2, 3, 4, 5}, {0, 0, 0, 0, 1}};
      assertThat(generator.generateArray(GenerateRequest.latents(latents).labels(2, 1)))
          .isEqualTo(generator.decodeArray(latents, new int[] {2, 1}));
      assertThat(generator.generate(GenerateRequest.latents(latents))).hasSize(2);
    }
  }

  @Test
  void aRequestIsNotChangedByWhatItWasMadeOf() {
    float[][] latents = {{1, 2, 3, 4, 5}};
    GenerateRequest request = GenerateRequest.latents(latents);
    latents[0][0] = 9;
    try (Generator generator = open(Snapshots.colourMlp())) {
      assertThat(generator.generateArray(request))
          .isEqualTo(generator.decodeArray(new float[][] {{1, 2, 3, 4, 5}}));
    }
  }

  /** The mixer of SplitMix64 and rejection, written out again. */
  private static float[] truncated(long seed, int length, double threshold) {
    long z = seed + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    Random random = new Random(z ^ (z >>> 31));
    float[] latent = new float[length];
    for (int i = 0; i < length; ) {
      double value = random.nextGaussian();
      if (Math.abs(value) <= threshold) {
        latent[i++] = (float) value;
      }
    }
    return latent;
  }

  @Test
  void truncatedLatentsAreDrawnAgainUntilTheyAreWithin() {
    try (Generator generator = open(Snapshots.colourMlp())) {
      assertThat(generator.generateArray(GenerateRequest.seeds(3, 2).truncation(0.5)))
          .isEqualTo(
              generator.decodeArray(new float[][] {truncated(3, 5, 0.5), truncated(4, 5, 0.5)}));
    }
    double squares =
        IntStream.range(0, 400)
            .mapToObj(i -> Latents.truncated(i, 1, 100, 1))
            .mapToDouble(
                latent -> {
                  double sum = 0;
                  for (float value : latent) {
                    assertThat(Math.abs(value)).isLessThanOrEqualTo(1);
                    sum += value * value;
                  }
                  return sum;
                })
            .sum();
    // Variance of the normal distribution truncated at 1: 1 − 2 φ(1) / (2 Φ(1) − 1).
    assertThat(squares / 40_000).isBetween(0.28, 0.302);
  }

  @Test
  void aStreamMakesWhatItIsReadFor() {
    try (Generator generator = open(Snapshots.greyDcgan())) {
      List<BufferedImage> all = generator.generate(0, 150);
      try (Stream<BufferedImage> stream = generator.stream(GenerateRequest.seeds(0, 150))) {
        List<BufferedImage> streamed = stream.toList();
        assertThat(streamed).hasSize(150);
        assertThat(levels(streamed.get(149))).isEqualTo(levels(all.get(149)));
        assertThat(levels(streamed.get(64))).isEqualTo(levels(all.get(64)));
      }
      // A billion would take days.
      assertThat(generator.stream(GenerateRequest.seeds(0, 1_000_000_000)).limit(3)).hasSize(3);
    }
  }

  private static int[] levels(BufferedImage picture) {
    return Arrays.stream(
            picture
                .getRaster()
                .getPixels(0, 0, picture.getWidth(), picture.getHeight(), (int[]) null))
        .toArray();
  }

  @Test
  void aStreamOfAClosedGeneratorFailsWhenRead() {
    Generator generator = open(Snapshots.greyDcgan());
    Stream<BufferedImage> stream = generator.stream(GenerateRequest.seeds(0, 5));
    generator.close();
    assertThatIllegalStateException().isThrownBy(stream::toList);
  }

  @Test
  void mistakesAreToldAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerateRequest.seeds(0, 0))
        .withMessageContaining("count is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerateRequest.latents(new float[0][]))
        .withMessageContaining("no latents");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerateRequest.seeds(0, 2).labels(1))
        .withMessageContaining("1 labels for 2 pictures");
    for (double threshold : new double[] {-1, 0.001, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> GenerateRequest.seeds(0, 2).truncation(threshold))
          .withMessageContaining("truncation is " + threshold);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerateRequest.latents(new float[1][5]).truncation(1))
        .withMessageContaining("ask by seeds");
    try (Generator generator = open(Snapshots.greyDcgan())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> generator.stream(GenerateRequest.seeds(0, 2).label(0)))
          .withMessageContaining("no classes");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> generator.generate(GenerateRequest.latents(new float[1][4])))
          .withMessageContaining("this model takes 5");
    }
  }
}
