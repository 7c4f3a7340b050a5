package dev.gantry.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.Families;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

class ScheduleTest {
  @Provide
  Arbitrary<Schedule> schedules() {
    Arbitrary<Double> factors = Arbitraries.doubles().between(0, 1);
    return Arbitraries.oneOf(
        Arbitraries.of(Families.defaults(Schedule.class)),
        Arbitraries.doubles()
            .between(0, 0.99)
            .flatMap(start -> factors.map(end -> new Schedule.Linear(start, end))),
        factors.map(Schedule.Cosine::new));
  }

  @Property(tries = 300)
  void theFactorFallsFromOneAndNeverRises(
      @ForAll("schedules") Schedule schedule,
      @ForAll @DoubleRange(min = 0, max = 1) double progress,
      @ForAll @DoubleRange(min = 0, max = 1) double later) {
    double first = Math.min(progress, later);
    double second = Math.max(progress, later);

    assertThat(schedule.factor(0)).isCloseTo(1, within(1e-12));
    assertThat(schedule.factor(second)).isBetween(0.0, schedule.factor(first) + 1e-12);
  }

  @Property(tries = 100)
  void beyondTheEndTheFactorStays(@ForAll("schedules") Schedule schedule) {
    assertThat(schedule.factor(1.5)).isCloseTo(schedule.factor(1), within(1e-12));
  }

  @Property(tries = 100)
  void theEndIsTheFinalFactor(@ForAll @DoubleRange(min = 0, max = 1) double end) {
    assertThat(new Schedule.Linear(0.3, end).factor(1)).isCloseTo(end, within(1e-12));
    assertThat(new Schedule.Cosine(end).factor(1)).isCloseTo(end, within(1e-12));
  }

  @Example
  void constantStaysAtOne() {
    assertThat(new Schedule.Constant().factor(0.7)).isEqualTo(1);
  }

  @Example
  void linearFallsAlongALineAfterItsStart() {
    Schedule linear = new Schedule.Linear(0.5, 0.2);

    assertThat(linear.factor(0.5)).isEqualTo(1);
    assertThat(linear.factor(0.75)).isCloseTo(0.6, within(1e-12));
  }

  @Example
  void cosineIsHalfwayInTheMiddleAndFlatAtBothEnds() {
    Schedule cosine = new Schedule.Cosine(0.2);

    assertThat(cosine.factor(0.5)).isCloseTo(0.6, within(1e-12));
    assertThat(cosine.factor(1 / 3.0)).isCloseTo(0.8, within(1e-12));
    assertThat(1 - cosine.factor(0.01)).isLessThan(0.001);
    assertThat(cosine.factor(0.99) - 0.2).isLessThan(0.001);
  }

  @Example
  void theRateIsTheLearningRateTimesTheFactor() {
    OptimizerConfig adam = new Adam(0.01, 0.5, 0.999, 1e-8, 0, new Schedule.Linear(0, 0));

    assertThat(adam.rate(0.25)).isCloseTo(0.0075, within(1e-15));
  }

  @Example
  void whatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> new Schedule.Linear(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("start is 1.0");
    assertThatThrownBy(() -> new Schedule.Cosine(1.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("final-factor is 1.1");
  }
}
