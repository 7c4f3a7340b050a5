package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.error.UserException;
import dev.gantry.metrics.KernelDistance.Subsets;
import dev.gantry.testing.LeakCheck;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class KernelDistanceTest {
  private static final FeatureRows REALS = MetricFixtures.rows("reals");
  private static final FeatureRows FAKES = MetricFixtures.rows("fakes");

  @Test
  void ofOneBlockIsWhatScikitLearnComputes() {
    KernelDistance distance = KernelDistance.between(REALS, FAKES);
    double expected = MetricFixtures.number("kernel");
    assertThat(distance.mean()).isCloseTo(expected, Percentage.withPercentage(1e-4));
    assertThat(distance).extracting("subsets", "subsetSize").containsExactly(1, 50);
  }

  @Test
  void subsetsAsLargeAsBothSetsAreOneBlock() {
    FeatureRows fifty = MetricFixtures.first(50, REALS);
    assertThat(KernelDistance.between(fifty, FAKES, new Subsets(7, 50, 1)))
        .isEqualTo(KernelDistance.between(fifty, FAKES));
  }

  @Test
  void subsetsOfAllImagesInAnyOrderAgree() {
    FeatureRows fifty = MetricFixtures.first(50, REALS);
    double block = KernelDistance.between(fifty, FAKES).mean();
    assertThat(
            KernelDistance.between(Gaussian.shuffled(1, fifty), Gaussian.shuffled(2, FAKES)).mean())
        .isCloseTo(block, Percentage.withPercentage(1e-4));
  }

  @Test
  void subsetsAreUnbiasedAndTheirErrorIsThatOfTheMean() {
    double block = KernelDistance.between(REALS, FAKES).mean();
    KernelDistance distance = KernelDistance.between(REALS, FAKES, new Subsets(400, 20, 3));
    assertThat(distance.standardError()).isCloseTo(distance.deviation() / 20, within(1e-9));
    assertThat(distance.mean()).isCloseTo(block, within(4 * distance.standardError()));
  }

  @Test
  void equalDistributionsAreNearZeroOnEitherSide() {
    FeatureRows a = Gaussian.rows(1, 300, 16);
    FeatureRows b = Gaussian.rows(2, 300, 16);
    KernelDistance distance = KernelDistance.between(a, b, new Subsets(50, 100, 4));
    assertThat(distance.mean()).isCloseTo(0, within(3 * distance.deviation()));
    assertThat(KernelDistance.between(a, Gaussian.moved(b, 1, 1)).mean()).isGreaterThan(1);
  }

  @Test
  void theSameSeedDrawsTheSameSubsets() {
    Subsets subsets = new Subsets(5, 20, 9);
    KernelDistance distance = KernelDistance.between(REALS, FAKES, subsets);
    assertThat(KernelDistance.between(REALS, FAKES, subsets).mean())
        .isCloseTo(distance.mean(), Percentage.withPercentage(1e-4));
    assertThat(KernelDistance.between(REALS, FAKES, new Subsets(5, 20, 10)).mean())
        .isNotCloseTo(distance.mean(), Percentage.withPercentage(1e-4));
  }

  @Test
  void aSubsetLargerThanASetIsRefused() {
    assertThatThrownBy(() -> KernelDistance.between(REALS, FAKES, new Subsets(5, 55, 0)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "the generated set has 50 images and a kernel distance needs subsets");
    assertThatThrownBy(() -> KernelDistance.between(MetricFixtures.first(1, REALS), FAKES))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("the reference has 1 image");
  }
}
