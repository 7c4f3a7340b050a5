package dev.gantry.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.model.Latents;
import dev.gantry.report.Png;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatentArithmeticTest {
  private static final LinearDecoder DECODER = new LinearDecoder();

  private final LatentArithmetic arithmetic =
      new LatentArithmetic(10, List.of(3, 7, 12), List.of(4, 9), List.of(2), 0.25);

  @TempDir private Path folder;

  @Test
  void resultOfALinearGeneratorIsThatOfItsPixels() {
    float[] made = DECODER.decode(new float[][] {arithmetic.result(DECODER)});
    for (int pixel = 0; pixel < made.length; pixel++) {
      double expected =
          mean(pixel, 13, 17, 22) - mean(pixel, 14, 19) + mean(pixel, 12); // indices are seeds - 10
      assertThat((double) made[pixel]).isCloseTo(expected, within(1e-6));
    }
  }

  private static double mean(int pixel, long... seeds) {
    double sum = 0;
    for (long seed : seeds) {
      sum += DECODER.decode(new float[][] {Latents.normal(seed, 1, 5)})[pixel];
    }
    return sum / seeds.length;
  }

  @Test
  void resultIsInTheMiddleAndTheOthersAreWithinTheNoise() {
    float[] result = arithmetic.result(DECODER);
    float[][] nine = arithmetic.neighbourhood(DECODER);
    assertThat(nine).hasDimensions(9, 5);
    assertThat(nine[4]).isEqualTo(result);
    for (int i : new int[] {0, 1, 2, 3, 5, 6, 7, 8}) {
      assertThat(nine[i]).isNotEqualTo(result);
      for (int j = 0; j < result.length; j++) {
        assertThat(nine[i][j]).isCloseTo(result[j], within(0.2501f));
      }
    }
    assertThat(arithmetic.neighbourhood(DECODER)[0]).isEqualTo(nine[0]);
  }

  @Test
  void folderHasTheNineAndWithALinearGeneratorTheSameInPixels() {
    Path out = folder.resolve("new/arithmetic");
    arithmetic.explore("toy", DECODER).write(out);

    BufferedImage nine = Png.read(out.resolve("nine.png"));
    BufferedImage pixels = Png.read(out.resolve("pixels.png"));
    int cell = pixels.getWidth() - 2;
    assertThat(nine.getWidth()).isEqualTo(2 + 3 * cell);
    for (int i = 0; i < cell; i++) {
      int grey = nine.getRGB(cell + i, cell + i) & 0xff;
      assertThat(pixels.getRGB(i, i) & 0xff).isCloseTo(grey, within(1));
    }
    assertThat(out.resolve("minus.png")).exists();
    assertThat(out.resolve(ExploreReport.NUMBERS))
        .content()
        .contains("\"a\" : [ 3, 7, 12 ]", "\"expected_norm\"");
  }

  @Test
  void gridHasEveryPictureWithItsNumberBelow() {
    Path out = folder.resolve("grid");
    LatentArithmetic.grid("toy", DECODER, 10, 12).write(out);
    BufferedImage grid = Png.read(out.resolve("grid.png"));
    BufferedImage plain =
        ImageBatch.decode(
                DECODER,
                IntStream.range(0, 12)
                    .mapToObj(i -> Latents.normal(10 + i, 1, 5))
                    .toArray(float[][]::new))
            .grid(12);
    // Sixteen times enlarged, with gaps of 2; twelve in four columns.
    int height = grid.getHeight() / 3;
    for (int i = 0; i < 12; i++) {
      assertThat(grid.getRGB(i % 4 * 52 + 26, i / 4 * height + 26))
          .isEqualTo(plain.getRGB(i * 50 + 26, 26));
    }
  }

  @Test
  void mistakesAreRefused() {
    List<Integer> one = List.of(1);
    assertThatThrownBy(() -> new LatentArithmetic(0, List.of(), one, one, 0))
        .hasMessage("a has 0 indices; give 1 to 16, such as 3,7,12");
    assertThatThrownBy(() -> new LatentArithmetic(0, one, List.of(1000), one, 0))
        .hasMessage("minus is 1000; it must be from 0 to 999");
    assertThatThrownBy(() -> new LatentArithmetic(0, one, one, one, Double.NaN))
        .hasMessageStartingWith("noise is NaN");
  }
}
