package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.report.Stats;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TickTest {
  private static StepResult result(float scale) {
    return new StepResult(
        1 * scale,
        2 * scale,
        0.1f * scale,
        0.2f * scale,
        0.5f * scale,
        List.of(3 * scale, 4 * scale),
        List.of(5 * scale, 12 * scale),
        false,
        false,
        false);
  }

  private static Stats statsOf(Counters start, Counters end) {
    Tick tick = new Tick(start);
    tick.add(result(1));
    tick.add(result(3));
    return tick.end(end, 1e-3, 2e-3, new Measurements(Map.of("fcd", 7.5), 1.25));
  }

  @Test
  void statisticsAreMeansOverTheIterations() {
    Stats stats = statsOf(new Counters(10, 40, 5), new Counters(12, 1048, 7));

    assertThat(stats.dLoss()).isCloseTo(2, within(1e-6));
    assertThat(stats.gLoss()).isCloseTo(4, within(1e-6));
    assertThat(stats.dReal()).isCloseTo(0.2, within(1e-6));
    assertThat(stats.dFake()).isCloseTo(0.4, within(1e-6));
    assertThat(stats.dGradNorm()).isCloseTo(10, within(1e-6));
    assertThat(stats.gGradNorm()).isCloseTo(26, within(1e-6));
  }

  @Test
  void clocksAndRatesAreThoseOfItsEnd() {
    Stats stats = statsOf(new Counters(10, 40, 5), new Counters(12, 1048, 7));

    assertThat(stats.step()).isEqualTo(12);
    assertThat(stats.images()).isEqualTo(1048);
    assertThat(stats.kimg()).isEqualTo(1.048);
    assertThat(stats.imagesPerSecond()).isEqualTo(1008 / 2.0);
    assertThat(stats.secondsElapsed()).isEqualTo(7);
    assertThat(stats.metrics()).containsExactly(Map.entry("fcd", 7.5));
    assertThat(stats.metricsSeconds()).isEqualTo(1.25);
    assertThat(stats.learningRateD()).isEqualTo(1e-3);
    assertThat(stats.learningRateG()).isEqualTo(2e-3);
    assertThat(stats.residentBytes()).isPositive();
  }

  @Test
  void noTimePassedGivesNoRateInsteadOfInfinity() {
    assertThat(statsOf(new Counters(0, 0, 5), new Counters(2, 8, 5)).imagesPerSecond()).isZero();
  }
}
