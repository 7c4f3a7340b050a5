package dev.gantry.metrics;

import dev.gantry.error.Check;
import dev.gantry.error.UserException;

/**
 * The Fréchet distance of two normal distributions (Dowson and Landau 1982), as Heusel et al. 2017
 * use it:
 *
 * <pre>|m₁ − m₂|² + tr(S₁ + S₂ − 2 (S₁ S₂)^½)</pre>
 *
 * <p>It is in squared units of the features, from 0 (equal moments) up; lower is better. Few images
 * bias it upwards, so that only numbers from equally many images can be compared. Called FID only
 * with the features of the 2015 Inception graph.
 *
 * <p>The trace of (S₁ S₂)^½ is the sum of the roots of the eigenvalues of F S₂ Fᵀ, where S₁ = FᵀF
 * by {@link PivotedCholesky}: symmetric, so always real, and without the null space of a singular
 * covariance.
 *
 * @param value the distance
 * @param ofMeans |m₁ − m₂|², the part that comes from the means
 * @param ofCovariances the rest
 */
public record FrechetDistance(double value, double ofMeans, double ofCovariances) {
  /**
   * Measures. Symmetric in its arguments up to rounding. Takes seconds for 2048 features.
   *
   * @throws UserException if either has fewer than 2 rows
   */
  public static FrechetDistance between(FeatureMoments reals, FeatureMoments fakes) {
    Check.that(
        reals.size() == fakes.size(),
        "features of %d and of %d numbers".formatted(reals.size(), fakes.size()));
    requireCovariance("reference", reals.count());
    requireCovariance("generated set", fakes.count());
    double ofMeans = squaredDistance(reals.mean(), fakes.mean());
    // Rounding may leave it a little below 0.
    double ofCovariances = Math.max(0, ofCovariances(reals, fakes));
    return new FrechetDistance(ofMeans + ofCovariances, ofMeans, ofCovariances);
  }

  private static void requireCovariance(String name, long count) {
    if (count < 2) {
      throw new UserException(
          ("the %s has %d image%s; a Fréchet distance needs at least 2, and 10,000 to be"
                  + " reported: give more images")
              .formatted(name, count, count == 1 ? "" : "s"));
    }
  }

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  private static double ofCovariances(FeatureMoments a, FeatureMoments b) {
    // The one of fewer rows has the smaller rank: the eigenvalues are fewer then, and not close to
    // 0, where the root makes rounding large.
    boolean swap = b.count() < a.count();
    double[] first = (swap ? b : a).covariance();
    double[] second = (swap ? a : b).covariance();
    return trace(first, a.size())
        + trace(second, a.size())
        - 2 * traceOfRoot(PivotedCholesky.of(first, a.size()), second);
  }

  private static double trace(double[] matrix, int size) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += matrix[i * size + i];
    }
    return sum;
  }

  private static double traceOfRoot(PivotedCholesky factor, double[] matrix) {
    if (factor.rank() == 0) {
      return 0;
    }
    try (SpectrumSession session = new SpectrumSession()) {
      double sum = 0;
      for (double eigenvalue : session.eigenvalues(factor, matrix)) {
        sum += Math.sqrt(Math.max(0, eigenvalue));
      }
      return sum;
    }
  }
}
