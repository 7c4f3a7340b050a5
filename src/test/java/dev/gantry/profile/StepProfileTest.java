package dev.gantry.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepProfileTest {
  private static final long MILLI = 1_000_000;

  private static OperationRun run(String name, String type, long start, long end) {
    return new OperationRun(name, type, "[1]", "CPU:0", start * MILLI, end * MILLI);
  }

  /** Two convolutions, a norm beside the second, and two milliseconds of nothing. */
  private static final StepProfile PROFILE =
      new StepProfile(
          20 * MILLI,
          new Timeline(
              List.of(
                  run("a", "Conv2D", 0, 8), run("b", "Conv2D", 6, 16), run("c", "Relu", 14, 18))),
          new Work(
              Map.of("a", 3_000_000L, "b", 1_000_000L),
              Map.of("a", 3_000_000L, "b", 2_000_000L), // in half of its multiplications
              Map.of("a", 10L, "c", 20L)),
          new Attainable(1e9, 1e9));

  @Test
  void sharesAndRatesAreOfTheTimeInWhichAnyRan() {
    assertThat(PROFILE.convolutionShare()).isEqualTo(16.0 / 20, within(1e-9));
    assertThat(PROFILE.convolutionRate()).isEqualTo(5e6 / 16e-3 / 1e9, within(1e-9));
    assertThat(PROFILE.idleShare()).isEqualTo(0.1, within(1e-9));
    assertThat(PROFILE.leastSeconds()).isEqualTo(4e-3, within(1e-9));
  }

  @Test
  void kindsThatRanAreToldLongestFirst() {
    assertThat(PROFILE.kinds())
        .containsExactly(
            new KindTime(OperationKind.CONVOLUTION, 2, 18 * MILLI, 16 * MILLI, 4_000_000, 10),
            new KindTime(OperationKind.ACTIVATION, 1, 4 * MILLI, 4 * MILLI, 0, 20));
    assertThat(PROFILE.flops()).isEqualTo(4_000_000);
    assertThat(PROFILE.plainFlops()).isEqualTo(5_000_000);
    assertThat(PROFILE.bytes()).isEqualTo(30);
  }

  @Test
  void theSlowestComeFirst() {
    assertThat(PROFILE.slowest(2)).extracting(OperationRun::name).containsExactly("b", "a");
  }
}
