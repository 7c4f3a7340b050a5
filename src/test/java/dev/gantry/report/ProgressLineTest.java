package dev.gantry.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class ProgressLineTest {
  @Example
  void liveLineHasBarSpeedTimeAndLosses() {
    assertThat(ProgressLine.live(stats(208_000, 431), 400_000, 83))
        .isEqualTo(
            "[=============>            ]  52% 208/400 kimg 431 img/s ETA 7m 25s D 0.693 G 1.204");
  }

  @Property
  void liveLineFitsTheTerminal(
      @ForAll @IntRange(max = 300) int columns,
      @ForAll @LongRange(max = 500_000) long images,
      @ForAll @LongRange(max = 400_000) long total) {
    assertThat(ProgressLine.live(stats(images, 100), total, columns))
        .hasSizeLessThanOrEqualTo(columns)
        .doesNotContain("\n");
  }

  @Example
  void tickLineHasEveryNumber() {
    assertThat(ProgressLine.tick(stats(208_000, 431), 400_000))
        .isEqualTo(
            "   208.0 kimg  52%  in 8m 03s     431 img/s  ETA 7m 25s   D 0.693  G 1.204"
                + "  D(x) 0.62  D(G(z)) 0.31  |dD| 0.81  |dG| 1.13  1.4 GiB");
  }

  @Example
  void runThatStandsStillHasNoEnd() {
    assertThat(ProgressLine.live(stats(1000, 0), 400_000, 100)).contains("ETA ?");
    assertThat(ProgressLine.live(stats(1000, Double.NaN), 400_000, 100)).contains("ETA ?");
  }

  @Example
  void hundredPercentMeansFinished() {
    assertThat(ProgressLine.percent(399_999, 400_000)).isEqualTo(99);
    assertThat(ProgressLine.percent(400_128, 400_000)).isEqualTo(100);
    assertThat(ProgressLine.live(stats(400_128, 431), 400_000, 100)).contains("=] 100%");
  }

  @Example
  void durationsAreSaidInTwoUnits() {
    assertThat(ProgressLine.duration(0)).isEqualTo("0s");
    assertThat(ProgressLine.duration(-3)).isEqualTo("0s");
    assertThat(ProgressLine.duration(59.4)).isEqualTo("59s");
    assertThat(ProgressLine.duration(59.5)).isEqualTo("1m 00s");
    assertThat(ProgressLine.duration(3599)).isEqualTo("59m 59s");
    assertThat(ProgressLine.duration(12_000)).isEqualTo("3h 20m");
    assertThat(ProgressLine.duration(187_200)).isEqualTo("2d 04h");
    assertThat(ProgressLine.duration(Double.POSITIVE_INFINITY)).isEqualTo("?");
  }

  private static Stats stats(long images, double speed) {
    return new Stats(
        images / 128,
        images,
        images / 1000.0,
        0.6931,
        1.204,
        0.62,
        0.31,
        0,
        0.81,
        1.13,
        speed,
        483,
        2e-4,
        2e-4,
        (long) (1.4 * (1L << 30)),
        Map.of(),
        0);
  }
}
