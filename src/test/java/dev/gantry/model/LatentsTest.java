package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LatentsTest {
  /** Pictures are asked for by seed, so these may never change. From a transcription to Python. */
  @Example
  void latentsOfASeedNeverChange() {
    assertThat(Latents.normal(0, 1, 4))
        .containsExactly(-0.8268794f, 0.19475651f, 0.22243384f, 0.5862978f);
    assertThat(Latents.normal(42, 1, 4))
        .containsExactly(-0.27171627f, 0.11348612f, 1.3330458f, 1.075764f);
    assertThat(Latents.normal(-1, 2, 2))
        .containsExactly(0.5066815f, -0.053082637f, -0.8268794f, 0.19475651f);
  }

  @Property(tries = 200)
  void theIthLatentOfASeedIsTheFirstOfTheIthSeedAfterIt(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20) int count,
      @ForAll @IntRange(min = 1, max = 9) int length) {
    float[] all = Latents.normal(seed, count, length);

    for (int i = 0; i < count; i++) {
      assertThat(Latents.normal(seed + i, 1, length))
          .containsExactly(Arrays.copyOfRange(all, i * length, (i + 1) * length));
    }
  }

  @Example
  void latentsOfNeighbouringSeedsAreIndependentStandardNormals() {
    int count = 20_000;
    float[] firsts = Latents.normal(0, count, 1);
    double mean = moment(firsts, 0, 1);

    // Four standard errors of each estimate.
    double error = 4 / Math.sqrt(count);
    assertThat(mean).isCloseTo(0, within(error));
    assertThat(moment(firsts, 0, 2)).isCloseTo(1, within(error * Math.sqrt(2)));
    assertThat(moment(firsts, 0, 4)).isCloseTo(3, within(error * Math.sqrt(96)));
    assertThat(moment(firsts, 1, 2)).isCloseTo(0, within(error));
  }

  /** Mean of the power, or with a lag the mean product of values that far apart. */
  private static double moment(float[] values, int lag, int power) {
    return IntStream.range(0, values.length - lag)
        .mapToDouble(
            i -> lag == 0 ? Math.pow(values[i], power) : (double) values[i] * values[i + lag])
        .average()
        .orElseThrow();
  }

  @Example
  void moreValuesThanAnArrayHoldsAreRefused() {
    assertThatThrownBy(() -> Latents.normal(0, 1 << 20, 1 << 12))
        .isInstanceOf(ArithmeticException.class);
  }
}
