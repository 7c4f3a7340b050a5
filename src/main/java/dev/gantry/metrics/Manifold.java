package dev.gantry.metrics;

import dev.gantry.error.UserException;

/**
 * Where a set of images lies, as balls: around the features of each image, as far as its neighbours
 * in the set. The balls of a reference may be kept for many comparisons. Immutable, so thread-safe.
 */
public final class Manifold {
  /** Neighbours that a ball of precision and recall reaches to (Kynkäänniemi et al. 2019). */
  public static final int PRECISION_NEIGHBOURS = 3;

  /** Neighbours that a ball of density and coverage reaches to (Naeem et al. 2020). */
  public static final int DENSITY_NEIGHBOURS = 5;

  private final FeatureRows rows;
  private final NearestRows nearest;

  private Manifold(FeatureRows rows, NearestRows nearest) {
    this.rows = rows;
    this.nearest = nearest;
  }

  /**
   * Finds the balls, on all cores; memory is linear in the count.
   *
   * @param rows features; not copied
   * @throws UserException if there are fewer than 6 rows: 5 neighbours for each
   */
  public static Manifold of(FeatureRows rows) {
    if (rows.count() <= DENSITY_NEIGHBOURS) {
      throw new UserException(
          "precision, recall, density and coverage of %d images: at least %d are needed; give more"
              .formatted(rows.count(), DENSITY_NEIGHBOURS + 1));
    }
    return new Manifold(rows, PairDistances.within(rows).nearest(DENSITY_NEIGHBOURS));
  }

  FeatureRows rows() {
    return rows;
  }

  /** Squared radius of an image's ball for precision and recall. */
  float precisionRadius(int row) {
    return nearest.squared(row, PRECISION_NEIGHBOURS - 1);
  }

  /** Squared radius of an image's ball for density and coverage. */
  float densityRadius(int row) {
    return nearest.squared(row, DENSITY_NEIGHBOURS - 1);
  }
}
