package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.error.UserException;
import dev.gantry.testing.LeakCheck;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class FrechetDistanceTest {
  private static final FeatureRows REALS = MetricFixtures.rows("reals");
  private static final FeatureRows FAKES = MetricFixtures.rows("fakes");

  private static double between(FeatureRows a, FeatureRows b) {
    return FrechetDistance.between(FeatureMoments.of(a), FeatureMoments.of(b)).value();
  }

  /** Moments of a normal distribution whose numbers are independent. */
  private static FeatureMoments diagonal(double mean, double... variances) {
    int size = variances.length;
    double[] covariance = new double[size * size];
    for (int i = 0; i < size; i++) {
      covariance[i * size + i] = variances[i];
    }
    double[] means = new double[size];
    Arrays.fill(means, mean);
    return FeatureMoments.given(10_000, means, covariance);
  }

  @Test
  void ofFeaturesIsWhatSciPyComputes() {
    assertThat(between(REALS, FAKES)).isCloseTo(MetricFixtures.number("frechet"), within(1e-9));
  }

  @Test
  void ofASingularCovarianceIsWhatSciPyComputes() {
    FeatureRows four = MetricFixtures.first(4, FAKES);
    double expected = MetricFixtures.number("frechetOfFour");
    assertThat(between(REALS, four)).isCloseTo(expected, within(1e-9));
    assertThat(between(four, REALS)).isCloseTo(expected, within(1e-9));
  }

  @Test
  void ofAShiftedUnitNormalIsTheNumberOfDimensions() {
    double[] ones = new double[2048];
    Arrays.fill(ones, 1);
    FrechetDistance distance = FrechetDistance.between(diagonal(0, ones), diagonal(1, ones));
    assertThat(distance.value()).isCloseTo(2048, within(1e-9));
    assertThat(distance.ofMeans()).isCloseTo(2048, within(1e-9));
    assertThat(distance.ofCovariances()).isCloseTo(0, within(1e-9));
  }

  @Test
  void ofDiagonalCovariancesIsTheDistanceOfTheDeviations() {
    FeatureMoments a = diagonal(0, 1, 4, 9, 0, 0);
    FeatureMoments b = diagonal(0, 4, 4, 1, 25, 0);
    assertThat(FrechetDistance.between(a, b).value()).isCloseTo(1 + 0 + 4 + 25, within(1e-9));
  }

  @Test
  void ofEqualSetsIsNothing() {
    assertThat(between(REALS, REALS)).isCloseTo(0, within(1e-8));
  }

  @Test
  void ofEqualSetsWithoutFullRankIsNothing() {
    FeatureRows few = Gaussian.rows(1, 40, 128);
    assertThat(between(few, few)).isCloseTo(0, within(1e-8));
  }

  @Test
  void ofImagesThatAreAllTheSameIsThatOfTheMeansAndOneTrace() {
    FeatureRows same = new FeatureRows(3, 2, new float[] {1, 2, 1, 2, 1, 2});
    assertThat(between(same, same)).isZero();
    assertThat(FrechetDistance.between(FeatureMoments.of(same), diagonal(1, 3, 4)).value())
        .isCloseTo(1 + 3 + 4, within(1e-9));
  }

  @Test
  void orderAndSidesDoNotMatter() {
    double distance = between(REALS, FAKES);
    assertThat(between(Gaussian.shuffled(1, REALS), Gaussian.shuffled(2, FAKES)))
        .isCloseTo(distance, within(1e-9));
    assertThat(between(FAKES, REALS)).isCloseTo(distance, within(1e-9));
  }

  @Test
  void aShiftOfBothDoesNotMatterAndAScaleIsSquared() {
    double distance = between(REALS, FAKES);
    assertThat(between(Gaussian.moved(REALS, 1, 3), Gaussian.moved(FAKES, 1, 3)))
        .isCloseTo(distance, within(1e-4));
    assertThat(between(Gaussian.moved(REALS, 2, 0), Gaussian.moved(FAKES, 2, 0)))
        .isCloseTo(4 * distance, within(1e-9));
  }

  @Test
  void hugeFeaturesGiveANumber() {
    FeatureRows huge = Gaussian.moved(REALS, 1e37, 0);
    assertThat(between(huge, FAKES)).isFinite().isPositive();
  }

  @Test
  void tooFewImagesAreRefused() {
    assertThatThrownBy(() -> between(REALS, MetricFixtures.first(1, FAKES)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "the generated set has 1 image; a Fréchet distance needs at least 2");
    assertThatThrownBy(() -> between(MetricFixtures.first(0, REALS), FAKES))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("the reference has 0 images; ");
  }
}
