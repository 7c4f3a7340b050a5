package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.error.UserException;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class ModeCoverageTest {
  private static final FeatureRows PROBABILITIES = MetricFixtures.rows("probabilities");

  @Test
  void ofAFixtureIsWhatSciPyComputes() {
    ModeCoverage coverage = ModeCoverage.of(PROBABILITIES, MetricFixtures.numbers("prior"), 0.9);
    assertThat(coverage.histogram())
        .isEqualTo(
            StreamSupport.stream(MetricFixtures.json("histogram").spliterator(), false)
                .map(node -> node.intValue())
                .toList());
    assertThat(coverage.divergence()).isCloseTo(MetricFixtures.number("divergence"), within(1e-12));
    assertThat(coverage.confident()).isCloseTo(MetricFixtures.number("confident"), within(1e-12));
    assertThat(coverage.found()).isEqualTo(4);
  }

  @Test
  void aCollapseToOneClassIsTheLogarithmOfItsPrior() {
    FeatureRows one = new FeatureRows(2, 2, new float[] {1, 0, 0.6f, 0.4f});
    ModeCoverage coverage = ModeCoverage.of(one, new double[] {0.25, 0.75}, 0.9);
    assertThat(coverage.found()).isEqualTo(1);
    assertThat(coverage.divergence()).isCloseTo(Math.log(4), within(1e-12));
    assertThat(coverage.confident()).isEqualTo(0.5);
  }

  @Test
  void thePriorItselfHasNoDivergence() {
    FeatureRows both = new FeatureRows(2, 2, new float[] {1, 0, 0, 1});
    assertThat(ModeCoverage.of(both, new double[] {0.5, 0.5}, 0.9).divergence()).isZero();
  }

  @Test
  void aClassThatTheDataHasNotIsRefused() {
    assertThatThrownBy(
            () -> ModeCoverage.of(PROBABILITIES, new double[] {0, 0.25, 0.25, 0.25, 0.25}, 0.9))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("class 0 is predicted, but no reference image is of it; ");
  }

  @Test
  void noImagesAndABadPriorAreRefused() {
    assertThatThrownBy(
            () -> ModeCoverage.of(new FeatureRows(0, 1, new float[0]), new double[] {1}, 0.9))
        .isInstanceOf(UserException.class);
    assertThatThrownBy(() -> ModeCoverage.of(PROBABILITIES, new double[] {1, 1, 1, 1, 1}, 0.9))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
