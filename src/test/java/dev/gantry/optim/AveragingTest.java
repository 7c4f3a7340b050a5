package dev.gantry.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class AveragingTest {
  @Property(tries = 200)
  void batchesOfAnySizeHalveTheStartAfterTheHalfLife(
      @ForAll @IntRange(min = 1, max = 5000) int batch,
      @ForAll @DoubleRange(min = 0.1, max = 100) double halfLifeKimg) {
    double updates = halfLifeKimg * 1000 / batch;

    assertThat(Math.pow(new Averaging(halfLifeKimg, 0).decay(0, batch), updates))
        .isCloseTo(0.5, within(1e-9));
  }

  @Property(tries = 200)
  void rampUpBoundsTheHalfLifeByAShareOfTheImagesShown(
      @ForAll @LongRange(min = 1, max = 1_000_000) long shown) {
    Averaging averaging = new Averaging(10, 0.05);
    double halfLife = Math.min(10_000, 0.05 * shown);

    assertThat(averaging.decay(shown, 64))
        .isCloseTo(Math.exp(-Math.log(2) * 64 / halfLife), within(1e-12));
  }

  @Property(tries = 200)
  void decayGrowsWithTheImagesShown(
      @ForAll @LongRange(min = 0, max = 1_000_000) long shown,
      @ForAll @LongRange(min = 0, max = 1_000_000) long more) {
    Averaging averaging = Averaging.defaults();

    assertThat(averaging.decay(shown + more, 64)).isBetween(averaging.decay(shown, 64), 1.0);
  }

  @Example
  void atTheStartOfTheRampNothingIsKept() {
    assertThat(new Averaging(10, 0.05).decay(0, 64)).isZero();
  }

  @Example
  void aHalfLifeOfZeroKeepsNoAverage() {
    assertThat(new Averaging(0, 0.05).enabled()).isFalse();
    assertThat(new Averaging(0.01, 0).enabled()).isTrue();
  }

  @Example
  void whatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> new Averaging(-1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("half-life-kimg is -1.0");
    assertThatThrownBy(() -> new Averaging(1, 1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ramp-up is 1.5");
  }
}
