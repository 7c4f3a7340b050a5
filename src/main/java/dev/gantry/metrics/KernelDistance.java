package dev.gantry.metrics;

import dev.gantry.error.Check;
import dev.gantry.error.UserException;
import java.util.stream.DoubleStream;

/**
 * The squared maximum mean discrepancy under the cubic kernel k(x, y) = (x·y / size + 1)³
 * (Bińkowski et al. 2018, section 4), estimated without bias on subsets:
 *
 * <pre>Σ_{i≠j} k(xᵢ, xⱼ) / m(m−1) + Σ_{i≠j} k(yᵢ, yⱼ) / n(n−1) − 2 Σ_{i,j} k(xᵢ, yⱼ) / mn</pre>
 *
 * <p>Without unit; around 0, so possibly below it, for equal distributions; lower is better. Called
 * KID only with the features of the 2015 Inception graph.
 *
 * @param mean over the subsets
 * @param deviation standard deviation over the subsets, with n; how much one subset tells
 * @param standardError of the mean: deviation / √subsets, as if no two subsets shared an image
 * @param subsets how many; 1: all images were one block, and the deviations are 0 since nothing is
 *     known of them
 * @param subsetSize images of each set in a subset; of the smaller set where there is one block
 */
public record KernelDistance(
    double mean, double deviation, double standardError, int subsets, int subsetSize) {
  /**
   * How subsets are drawn.
   *
   * @param subsets how many, at least 1
   * @param size images of each set in a subset, at least 2
   * @param seed of the draws
   */
  public record Subsets(int subsets, int size, long seed) {
    /** 100 subsets of 1000 images, as in the paper. */
    public static final Subsets DEFAULT = new Subsets(100, 1000, 0);

    /** Checks every component. */
    public Subsets {
      Check.range("subsets", subsets, 1, 100_000);
      Check.range("images in a subset", size, 2, 100_000);
    }
  }

  /**
   * Measures on subsets, drawn from each set without replacement. Where both sets are of the size
   * of a subset, all subsets would be the same: one is taken.
   *
   * @throws UserException if a set is smaller than a subset
   */
  public static KernelDistance between(FeatureRows reals, FeatureRows fakes, Subsets options) {
    requireEnough("reference", reals.count(), options.size());
    requireEnough("generated set", fakes.count(), options.size());
    if (reals.count() == options.size() && fakes.count() == options.size()) {
      return between(reals, fakes);
    }
    checkFeatures(reals, fakes);
    Shuffle shuffle = new Shuffle(options.seed(), "kernel distance");
    double[] estimates = new double[options.subsets()];
    try (KernelSession session = new KernelSession(reals.size())) {
      for (int i = 0; i < estimates.length; i++) {
        FeatureRows some = reals.select(shuffle.draw(reals.count(), options.size()));
        FeatureRows others = fakes.select(shuffle.draw(fakes.count(), options.size()));
        estimates[i] = estimate(session, some, others);
      }
    }
    double mean = DoubleStream.of(estimates).average().orElseThrow();
    double deviation =
        Math.sqrt(
            DoubleStream.of(estimates).map(e -> (e - mean) * (e - mean)).average().orElseThrow());
    return new KernelDistance(
        mean, deviation, deviation / Math.sqrt(estimates.length), estimates.length, options.size());
  }

  /**
   * Measures on all images as one block: the best estimate there is, without an error bar. Memory
   * does not grow with the number of pairs.
   *
   * @throws UserException if a set has fewer than 2 images
   */
  public static KernelDistance between(FeatureRows reals, FeatureRows fakes) {
    requireEnough("reference", reals.count(), 2);
    requireEnough("generated set", fakes.count(), 2);
    checkFeatures(reals, fakes);
    try (KernelSession session = new KernelSession(reals.size())) {
      int size = Math.min(reals.count(), fakes.count());
      return new KernelDistance(estimate(session, reals, fakes), 0, 0, 1, size);
    }
  }

  private static void requireEnough(String name, int count, int needed) {
    if (count < needed) {
      throw new UserException(
          "the %s has %d image%s and a kernel distance needs subsets of %d; give more images or"
                  .formatted(name, count, count == 1 ? "" : "s", needed)
              + " take smaller subsets");
    }
  }

  private static void checkFeatures(FeatureRows reals, FeatureRows fakes) {
    fakes.requireSize(reals.size());
    reals.requireFinite();
    fakes.requireFinite();
  }

  private static double estimate(KernelSession session, FeatureRows x, FeatureRows y) {
    return session.sumWithin(x) / ((double) x.count() * (x.count() - 1))
        + session.sumWithin(y) / ((double) y.count() * (y.count() - 1))
        - 2 * session.sum(x, y) / ((double) x.count() * y.count());
  }
}
