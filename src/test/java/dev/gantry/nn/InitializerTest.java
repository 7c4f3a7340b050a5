package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.ndarray.Shape;

@ExtendWith(LeakCheck.class)
class InitializerTest {
  private static final Shape MATRIX = Shape.of(300, 200);
  private static final int COUNT = 60_000;

  private static float[] values(Initializer initializer, long seed) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      return scratch.values(initializer.values(scratch.tf(), MATRIX, seed));
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
    double largest =
        IntStream.range(0, COUNT).mapToDouble(i -> Math.abs(values[i])).max().orElse(0);
    assertThat(largest).isBetween(0.999 * limit, limit * (1 + 1e-6));
  }

  @Test
  void glorotIsForMatricesOnly() {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Shape kernel = Shape.of(4, 4, 3, 8);

      assertThatThrownBy(() -> new Initializer.GlorotUniform().values(scratch.tf(), kernel, 5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Glorot's fans are those of a matrix, not of [4, 4, 3, 8]");
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
