package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.error.UserException;
import dev.gantry.testing.LeakCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class ManifoldOverlapTest {
  private static final FeatureRows REALS = MetricFixtures.rows("reals");
  private static final FeatureRows FAKES = MetricFixtures.rows("fakes");

  private static ManifoldOverlap between(FeatureRows reals, FeatureRows fakes) {
    return ManifoldOverlap.between(Manifold.of(reals), Manifold.of(fakes));
  }

  @Test
  void ofAFixtureIsWhatScikitLearnFinds() {
    assertFixture(between(REALS, FAKES));
  }

  @Test
  void orderAndAShiftDoNotMatter() {
    assertFixture(between(Gaussian.shuffled(1, REALS), Gaussian.shuffled(2, FAKES)));
    assertFixture(between(Gaussian.moved(REALS, 1, 100), Gaussian.moved(FAKES, 1, 100)));
  }

  private static void assertFixture(ManifoldOverlap overlap) {
    assertThat(overlap.precision()).isCloseTo(MetricFixtures.number("precision"), within(1e-12));
    assertThat(overlap.recall()).isCloseTo(MetricFixtures.number("recall"), within(1e-12));
    assertThat(overlap.density()).isCloseTo(MetricFixtures.number("density"), within(1e-12));
    assertThat(overlap.coverage()).isCloseTo(MetricFixtures.number("coverage"), within(1e-12));
  }

  @Test
  void equalSetsHaveOneOfEach() {
    ManifoldOverlap overlap = between(REALS, REALS);
    assertThat(overlap.precision()).isEqualTo(1);
    assertThat(overlap.recall()).isEqualTo(1);
    assertThat(overlap.density()).isCloseTo(1, within(0.05));
    assertThat(overlap.coverage()).isEqualTo(1);
  }

  @Test
  void realisticFakesWithoutVarietyHavePrecisionAndNoRecall() {
    FeatureRows reals = Gaussian.rows(1, 200, 4);
    ManifoldOverlap overlap = between(reals, Gaussian.moved(Gaussian.rows(2, 200, 4), 0.01, 0));
    assertThat(overlap.precision()).isEqualTo(1);
    assertThat(overlap.recall()).isLessThan(0.1);
    assertThat(overlap.density()).isGreaterThan(1);
  }

  @Test
  void scatteredFakesHaveRecallAndLittlePrecision() {
    FeatureRows reals = Gaussian.rows(1, 200, 4);
    ManifoldOverlap overlap = between(reals, Gaussian.moved(Gaussian.rows(2, 200, 4), 10, 0));
    assertThat(overlap.recall()).isGreaterThan(0.9);
    assertThat(overlap.precision()).isLessThan(0.1);
    assertThat(overlap.density()).isLessThan(0.1);
  }

  @Test
  void setsFarApartHaveNoneOfAny() {
    assertThat(between(REALS, Gaussian.moved(FAKES, 1, 1000)))
        .isEqualTo(new ManifoldOverlap(0, 0, 0, 0));
  }

  @Test
  void moreRowsThanATileAreCompared() {
    ManifoldOverlap overlap = between(Gaussian.rows(1, 2100, 2), Gaussian.rows(2, 2300, 2));
    assertThat(overlap.precision()).isBetween(0.9, 1.0);
    assertThat(overlap.recall()).isBetween(0.9, 1.0);
    assertThat(overlap.density()).isCloseTo(1, within(0.1));
    assertThat(overlap.coverage()).isCloseTo(1 - 1.0 / 32, within(0.05));
  }

  @Test
  void fewerImagesThanNeighboursAreRefused() {
    assertThatThrownBy(() -> Manifold.of(MetricFixtures.first(5, REALS)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "precision, recall, density and coverage of 5 images: at least 6 are needed; give"
                + " more");
  }
}
