package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.ndarray.Shape;

@ExtendWith(LeakCheck.class)
class InitializerTest {
  private static final Shape MATRIX = Shape.of(300, 200);
  private static final int COUNT = 60_000;
  private static final Shape KERNEL = Shape.of(3, 3, 40, 60);

  private static float[] values(Initializer initializer, long seed) {
    return values(initializer, MATRIX, seed);
  }

  private static float[] values(Initializer initializer, Shape shape, long seed) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      return scratch.values(initializer.values(scratch.tf(), shape, seed));
    }
  }

  @Test
  void normalHasItsMeanAndDeviation() {
    float[] values = values(new Initializer.Normal(1, 0.02), 5);

    // Four standard errors of each estimate.
    assertThat(mean(values)).isCloseTo(1, within(4 * 0.02 / Math.sqrt(COUNT)));
    assertThat(deviation(values)).isCloseTo(0.02, within(4 * 0.02 / Math.sqrt(2.0 * COUNT)));
  }

  @Test
  void normalIsNotTruncated() {
    float[] values = values(new Initializer.Normal(0, 1), 5);

    double beyondTwo = IntStream.range(0, COUNT).filter(i -> Math.abs(values[i]) > 2).count();

    assertThat(beyondTwo / COUNT).isCloseTo(0.0455, within(0.004));
  }

  @Test
  void glorotIsUniformBetweenItsLimitAndMinusThat() {
    float[] values = values(new Initializer.GlorotUniform(), 5);
    double limit = Math.sqrt(6.0 / (300 + 200));

    assertThat(mean(values)).isCloseTo(0, within(limit / 100));
    assertThat(deviation(values)).isCloseTo(limit / Math.sqrt(3), within(limit / 100));
    assertThat(largest(values)).isBetween(0.999 * limit, limit * (1 + 1e-6));
  }

  @Test
  void glorotOfAKernelCountsTheWindowInBothFansAndScalesByItsGain() {
    float[] values = values(new Initializer.GlorotUniform(3), KERNEL, 5);
    double limit = 3 * Math.sqrt(6.0 / (3 * 3 * 40 + 3 * 3 * 60));

    assertThat(deviation(values)).isCloseTo(limit / Math.sqrt(3), within(limit / 50));
    assertThat(largest(values)).isBetween(0.999 * limit, limit * (1 + 1e-6));
  }

  @Test
  void heHasTheVarianceOfItsGainOverTheFanIn() {
    float[] values = values(new Initializer.HeNormal(2), KERNEL, 5);
    double deviation = 2 / Math.sqrt(3 * 3 * 40);

    assertThat(mean(values)).isCloseTo(0, within(deviation / 30));
    assertThat(deviation(values)).isCloseTo(deviation, within(deviation / 50));
    assertThat(largest(values)).isGreaterThan(3 * deviation);
  }

  @Test
  void fansAreThoseOfAKernelOnly() {
    try (ScratchGraph scratch = new ScratchGraph()) {
      assertThatThrownBy(() -> new Initializer.GlorotUniform().values(scratch.tf(), Shape.of(4), 5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("fans are those of a kernel, not of [4]");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 20, 7", "1, 1, 7, 20", "3, 3, 4, 10", "3, 3, 2, 30", "4, 4, 1, 1"})
  void orthogonalColumnsOrRowsAreOrthonormal(int height, int width, int in, int out) {
    Shape kernel = Shape.of(height, width, in, out);
    float[] values = values(new Initializer.Orthogonal(), kernel, 5);
    int rows = height * width * in;

    for (int i = 0; i < Math.min(rows, out); i++) {
      for (int j = 0; j < Math.min(rows, out); j++) {
        double product = 0;
        for (int k = 0; k < Math.max(rows, out); k++) {
          product +=
              rows >= out
                  ? (double) values[k * out + i] * values[k * out + j]
                  : (double) values[i * out + k] * values[j * out + k];
        }
        assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-5));
      }
    }
  }

  @Test
  void orthogonalDrawsFavourNoDirection() {
    // Without the signs of R, the first row of Q would have one sign for most seeds.
    double sum = 0;
    for (int seed = 0; seed < 200; seed++) {
      sum += Math.signum(values(new Initializer.Orthogonal(), Shape.of(2, 2), seed)[0]);
    }

    assertThat(sum / 200).isCloseTo(0, within(4 / Math.sqrt(200)));
  }

  @ParameterizedTest
  @EnumSource(Weights.class)
  void weightsAreTheSameForTheSameSeedOnly(Weights weights) {
    for (Initializer start : List.of(weights.initializer(), weights.residual())) {
      assertThat(values(start, KERNEL, 5)).isEqualTo(values(start, KERNEL, 5));
      assertThat(values(start, KERNEL, 5)).isNotEqualTo(values(start, KERNEL, 6));
    }
  }

  @Test
  void fillIsTheValueEverywhere() {
    assertThat(values(new Initializer.Fill(0.25f), 5)).containsOnly(0.25f);
  }

  @Test
  void theSameSeedGivesTheSameBitsAndAnotherSeedOthers() {
    Initializer normal = new Initializer.Normal(0, 1);

    assertThat(values(normal, 5)).isEqualTo(values(normal, 5));
    assertThat(values(normal, 5)).isNotEqualTo(values(normal, 6));
  }

  private static double largest(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> Math.abs(values[i])).max().orElse(0);
  }

  private static double mean(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElseThrow();
  }

  private static double deviation(float[] values) {
    double mean = mean(values);
    return Math.sqrt(
        IntStream.range(0, values.length)
            .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
            .average()
            .orElseThrow());
  }
}
