package dev.gantry.evaluate;

import dev.gantry.error.UserException;
import dev.gantry.metrics.Diversity;
import dev.gantry.metrics.FeatureRows;
import dev.gantry.metrics.Manifold;
import dev.gantry.metrics.NearestNeighbours;
import org.jspecify.annotations.Nullable;

/**
 * Real images that generated ones are held against, with what takes long to work out of them; it is
 * worked out once. Not thread-safe.
 */
public final class Reference {
  private final Observation seen;
  private @Nullable Manifold manifold;
  private @Nullable NearestNeighbours within;
  private @Nullable Diversity diversity;

  /** Of what an extractor saw in them. */
  public Reference(Observation seen) {
    this.seen = seen;
  }

  Observation seen() {
    return seen;
  }

  Manifold manifold() {
    if (manifold == null) {
      manifold = Manifold.of(seen.features());
    }
    return manifold;
  }

  NearestNeighbours within() {
    if (within == null) {
      within = NearestNeighbours.within(seen.features(), 1);
    }
    return within;
  }

  Diversity diversity(long seed) {
    if (diversity == null) {
      diversity = Diversity.of(seen.pictures(), Diversity.DEFAULT_PAIRS, seed);
    }
    return diversity;
  }

  /**
   * The share of each class of the extractor: by the labels where they are of the same classes,
   * else by what the extractor sees.
   */
  double[] prior() {
    int classes = seen.extractor().classes();
    double[] shares = new double[classes];
    if (seen.classes().size() == classes) {
      for (int label : seen.labels()) {
        shares[label] += 1.0 / seen.labels().length;
      }
      return shares;
    }
    FeatureRows probabilities = seen.probabilities();
    for (int i = 0; i < probabilities.count(); i++) {
      shares[probabilities.largest(i)] += 1.0 / probabilities.count();
    }
    return shares;
  }

  /** Checks that generated images can be held against these. */
  void check(Observation generated) {
    if (!generated.shape().equals(seen.shape())) {
      throw new UserException(
          "%s has images of %s, %s makes %s; give a reference of the same size and channels"
              .formatted(seen.name(), seen.shape(), generated.name(), generated.shape()));
    }
  }
}
