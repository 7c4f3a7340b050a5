package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.error.RunException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FeatureMomentsTest {
  private static final int SIZE = 5;

  @Test
  void meanAndCovarianceAreThoseOfTheDefinition() {
    FeatureRows rows = Gaussian.moved(Gaussian.rows(1, 300, SIZE), 2, -3);
    FeatureMoments moments = FeatureMoments.of(rows);
    assertThat(moments.count()).isEqualTo(300);
    assertThat(moments.mean()).containsExactly(mean(rows), within(1e-12));
    assertThat(moments.covariance()).containsExactly(covariance(rows), within(1e-12));
  }

  @Test
  void aLargeMeanCostsNoDigits() {
    float[] values = new float[400];
    for (int i = 0; i < 400; i++) {
      values[i] = 10_000_000 + i % 2;
    }
    FeatureMoments moments = FeatureMoments.of(new FeatureRows(400, 1, values));
    assertThat(moments.mean()[0]).isEqualTo(10_000_000.5);
    assertThat(moments.covariance()[0]).isCloseTo(100.0 / 399, within(1e-12));
  }

  @Property(tries = 50)
  void batchesDoNotMatter(
      @ForAll @IntRange(min = 2, max = 300) int count,
      @ForAll @IntRange(min = 1, max = 299) int at) {
    FeatureRows rows = Gaussian.moved(Gaussian.rows(count, count, SIZE), 1, 7);
    int cut = Math.min(at, count - 1);
    FeatureMoments cutUp = new FeatureMoments(SIZE);
    cutUp.add(rows.range(0, cut));
    cutUp.add(rows.range(cut, count));
    assertSame(cutUp, FeatureMoments.of(rows));
  }

  @Property(tries = 50)
  void mergedMomentsAreThoseOfAllRows(
      @ForAll @IntRange(min = 2, max = 300) int count,
      @ForAll @IntRange(min = 1, max = 299) int at) {
    FeatureRows rows = Gaussian.moved(Gaussian.rows(count, count, SIZE), 1, 7);
    int cut = Math.min(at, count - 1);
    FeatureMoments merged = FeatureMoments.of(rows.range(0, cut));
    merged.merge(FeatureMoments.of(rows.range(cut, count)));
    assertSame(merged, FeatureMoments.of(rows));
  }

  @Test
  void mergingWithItselfCountsEveryRowTwice() {
    FeatureRows rows = Gaussian.rows(2, 20, SIZE);
    FeatureMoments moments = FeatureMoments.of(rows);
    moments.merge(moments);
    FeatureMoments twice = FeatureMoments.of(rows);
    twice.add(rows);
    assertSame(moments, twice);
  }

  @Test
  void mergingWithNothingChangesNothing() {
    FeatureMoments moments = FeatureMoments.of(Gaussian.rows(3, 20, SIZE));
    double[] before = moments.covariance();
    moments.merge(new FeatureMoments(SIZE));
    assertThat(moments.covariance()).isEqualTo(before);
    assertThat(moments.count()).isEqualTo(20);
  }

  @Test
  void givenMomentsAreThoseThatWereKept() {
    FeatureMoments moments = FeatureMoments.of(Gaussian.rows(4, 30, SIZE));
    FeatureMoments kept =
        FeatureMoments.given(moments.count(), moments.mean(), moments.covariance());
    kept.add(Gaussian.rows(5, 30, SIZE));
    moments.add(Gaussian.rows(5, 30, SIZE));
    assertSame(kept, moments);
  }

  @Test
  void fewerRowsThanFeaturesAreCautionedOf() {
    assertThat(FeatureMoments.of(Gaussian.rows(6, SIZE, SIZE)).caution())
        .hasValueSatisfying(text -> assertThat(text).startsWith("5 images for 5 features: "));
    assertThat(FeatureMoments.of(Gaussian.rows(6, SIZE + 1, SIZE)).caution()).isEmpty();
  }

  @Test
  void aNumberThatIsNotFiniteIsNamed() {
    FeatureRows rows = Gaussian.rows(7, 4, SIZE);
    rows.values()[2 * SIZE + 1] = Float.NaN;
    assertThatThrownBy(() -> FeatureMoments.of(rows))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith("feature 1 of image 2 is NaN; ");
  }

  @Test
  void sizesAreCheckedBeforeTheyAreBelieved() {
    assertThatThrownBy(() -> new FeatureMoments(100_000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FeatureMoments(2).add(Gaussian.rows(8, 3, 3)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertSame(FeatureMoments found, FeatureMoments expected) {
    assertThat(found.count()).isEqualTo(expected.count());
    assertThat(found.mean()).containsExactly(expected.mean(), within(1e-10));
    assertThat(found.covariance()).containsExactly(expected.covariance(), within(1e-10));
  }

  private static double[] mean(FeatureRows rows) {
    double[] mean = new double[SIZE];
    for (int i = 0; i < rows.values().length; i++) {
      mean[i % SIZE] += rows.values()[i] / (double) rows.count();
    }
    return mean;
  }

  private static double[] covariance(FeatureRows rows) {
    double[] mean = mean(rows);
    double[] covariance = new double[SIZE * SIZE];
    for (int i = 0; i < covariance.length; i++) {
      for (int row = 0; row < rows.count(); row++) {
        double a = rows.values()[row * SIZE + i / SIZE] - mean[i / SIZE];
        double b = rows.values()[row * SIZE + i % SIZE] - mean[i % SIZE];
        covariance[i] += a * b / (rows.count() - 1);
      }
    }
    return covariance;
  }
}
