package dev.gantry.metrics;

import java.util.stream.IntStream;

/**
 * How two manifolds overlap: whether the fakes look real, and whether they are as varied.
 *
 * <p>Numbers depend on the features, the counts and the neighbours, so that those of other
 * programs, which take other features or k, cannot be compared. Precision and recall are of closed
 * balls, as in Kynkäänniemi et al. 2019, equations 1 and 2; density and coverage of open ones, as
 * Naeem et al. 2020 compute their equations 4 and 5, so that equal sets have 1 of each.
 *
 * @param precision share of the fakes within a ball (k = 3) of a real image, 0 to 1
 * @param recall share of the real images within a ball (k = 3) of a fake, 0 to 1
 * @param density mean number of balls (k = 5) of real images that a fake lies in, over k; from 0,
 *     and above 1 where fakes crowd among the reals
 * @param coverage share of the real images in whose ball (k = 5) a fake lies, 0 to 1
 */
public record ManifoldOverlap(double precision, double recall, double density, double coverage) {
  /** Compares, on all cores; memory is linear in the counts. */
  public static ManifoldOverlap between(Manifold reals, Manifold fakes) {
    Tally tally = new Tally(reals, fakes);
    PairDistances.between(reals.rows(), fakes.rows()).visit(tally::count);
    return tally.overlap();
  }

  /** What the distances seen so far say. */
  private static final class Tally {
    private final Manifold reals;
    private final Manifold fakes;

    /** Written by many threads, but only ever set: whichever is first, the result is the same. */
    private final boolean[] precise;

    private final boolean[] recalled;
    private final int[] within;

    Tally(Manifold reals, Manifold fakes) {
      this.reals = reals;
      this.fakes = fakes;
      this.precise = new boolean[fakes.rows().count()];
      this.recalled = new boolean[reals.rows().count()];
      this.within = new int[reals.rows().count()];
    }

    void count(int real, int fake, float squared) {
      if (squared <= reals.precisionRadius(real)) {
        precise[fake] = true;
      }
      if (squared <= fakes.precisionRadius(fake)) {
        recalled[real] = true;
      }
      if (squared < reals.densityRadius(real)) {
        within[real]++;
      }
    }

    ManifoldOverlap overlap() {
      double pairs = IntStream.of(within).asLongStream().sum();
      long covered = IntStream.of(within).filter(count -> count > 0).count();
      return new ManifoldOverlap(
          share(precise),
          share(recalled),
          pairs / Manifold.DENSITY_NEIGHBOURS / precise.length,
          (double) covered / within.length);
    }

    private static double share(boolean[] flags) {
      return (double) IntStream.range(0, flags.length).filter(i -> flags[i]).count() / flags.length;
    }
  }
}
