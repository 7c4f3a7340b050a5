package dev.gantry.metrics;

import dev.gantry.error.UserException;
import java.util.Arrays;
import java.util.stream.IntStream;

/** How far each image of some is from its nearest neighbour. Immutable, so thread-safe. */
public final class NearestDistances {
  private final double[] sorted;

  private NearestDistances(double[] sorted) {
    this.sorted = sorted;
  }

  /**
   * Sorts them.
   *
   * @throws UserException if there are no images
   */
  public static NearestDistances of(NearestNeighbours neighbours) {
    if (neighbours.count() == 0) {
      throw new UserException("the neighbours of no images; give at least one image");
    }
    return new NearestDistances(
        IntStream.range(0, neighbours.count())
            .mapToDouble(i -> neighbours.of(i, 0).distance())
            .sorted()
            .toArray());
  }

  /** In the middle, in units of the features. */
  public double median() {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * The distance that a share of the images is below.
   *
   * @param share from 0 to below 1; of few images the least distance is returned for a small one
   */
  public double quantile(double share) {
    return sorted[(int) (share * sorted.length)];
  }

  /** How many of the images are nearer than this. */
  public int countBelow(double distance) {
    return (int) Arrays.stream(sorted).filter(each -> each < distance).count();
  }

  /** The share of the images that is nearer than this, 0 to 1. */
  public double shareBelow(double distance) {
    return (double) countBelow(distance) / sorted.length;
  }
}
