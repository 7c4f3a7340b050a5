package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PivotedCholeskyTest {
  @Property(tries = 40)
  void theFactorGivesTheMatrixAndItsRank(
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @IntRange(min = 2, max = 60) int rows) {
    double[] matrix = FeatureMoments.of(Gaussian.rows(size, rows, size)).covariance();
    PivotedCholesky factor = PivotedCholesky.of(matrix, size);
    assertThat(factor.rank()).isEqualTo(Math.min(size, rows - 1));
    assertThat(squared(factor)).containsExactly(matrix, within(1e-12));
  }

  @Test
  void moreColumnsThanOneThreadTakesAreFactored() {
    double[] matrix = FeatureMoments.of(Gaussian.rows(1, 40, 600)).covariance();
    PivotedCholesky factor = PivotedCholesky.of(matrix, 600);
    assertThat(factor.rank()).isEqualTo(39);
    assertThat(squared(factor)).containsExactly(matrix, within(1e-12));
  }

  @Test
  void nothingHasRankZero() {
    assertThat(PivotedCholesky.of(new double[9], 3).rank()).isZero();
  }

  private static double[] squared(PivotedCholesky factor) {
    int size = factor.size();
    double[] product = new double[size * size];
    for (int k = 0; k < factor.rank(); k++) {
      for (int i = 0; i < product.length; i++) {
        product[i] += factor.values()[k * size + i / size] * factor.values()[k * size + i % size];
      }
    }
    return product;
  }
}
