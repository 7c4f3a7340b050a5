package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.data.ImageDimensions;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultiScaleSsimTest {
  private static final ImageDimensions FIXTURE = new ImageDimensions(48, 44, 1);

  private static float[] picture(String name) {
    double[] levels = MetricFixtures.numbers(name);
    float[] picture = new float[levels.length];
    for (int i = 0; i < levels.length; i++) {
      picture[i] = (float) (levels[i] / 255);
    }
    return picture;
  }

  private static float[] noise(ImageDimensions shape, long seed) {
    Random random = new Random(seed);
    float[] values = new float[shape.bytes()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  @Test
  void ofAFixtureIsWhatTensorFlowComputes() {
    assertThat(MultiScaleSsim.of(picture("first"), picture("second"), FIXTURE))
        .isCloseTo(MetricFixtures.number("multiScaleSsim"), within(1e-5));
  }

  @ParameterizedTest
  @CsvSource({
    "8, 1", "11, 1", "21, 1", "22, 2", "28, 2", "32, 2", "43, 2", "44, 3", "64, 3", "88, 4",
    "128, 4", "175, 4", "176, 5", "512, 5"
  })
  void scalesAreAsManyAsTheWindowFits(int size, int scales) {
    assertThat(MultiScaleSsim.scales(new ImageDimensions(size, 600, 3))).isEqualTo(scales);
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "9", "29", "33", "45", "90"})
  void aPictureIsItselfAndNotItsNegative(int size) {
    ImageDimensions shape = new ImageDimensions(size, size, 1);
    float[] picture = noise(shape, 1);
    assertThat(MultiScaleSsim.of(picture, picture, shape)).isCloseTo(1, within(1e-12));
    assertThat(MultiScaleSsim.of(picture, negative(picture), shape)).isBetween(0.0, 0.7);
  }

  @Test
  void aNegativeIsAsSimilarAsNothing() {
    float[] picture = noise(FIXTURE, 1);
    assertThat(MultiScaleSsim.of(picture, negative(picture), FIXTURE)).isZero();
  }

  private static float[] negative(float[] picture) {
    float[] negative = picture.clone();
    for (int i = 0; i < negative.length; i++) {
      negative[i] = 1 - negative[i];
    }
    return negative;
  }

  @Test
  void sidesDoNotMatter() {
    ImageDimensions shape = new ImageDimensions(30, 40, 3);
    assertThat(MultiScaleSsim.of(noise(shape, 1), noise(shape, 2), shape))
        .isEqualTo(MultiScaleSsim.of(noise(shape, 2), noise(shape, 1), shape));
  }
}
