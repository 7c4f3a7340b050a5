package dev.gantry.metrics;

import dev.gantry.error.UserException;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The nearest images of a set to each of some others, by the Euclidean distance of their features.
 * Immutable, so thread-safe.
 */
public final class NearestNeighbours {
  /**
   * One neighbour.
   *
   * @param index its row in the set that was searched
   * @param distance in units of the features; 0 for equal features
   */
  public record Neighbour(int index, double distance) {}

  private final Neighbour[][] neighbours; // [queries][k], nearest first

  NearestNeighbours(Neighbour[][] neighbours) {
    this.neighbours = neighbours;
  }

  /**
   * Searches, on all cores.
   *
   * @param queries features of the images to find neighbours of
   * @param references features of the images to find them among
   * @param neighbours how many of each, at least 1
   * @throws UserException if there are fewer references than neighbours
   */
  public static NearestNeighbours of(FeatureRows queries, FeatureRows references, int neighbours) {
    return search(PairDistances.between(queries, references), neighbours);
  }

  /**
   * Searches a set for the neighbours of each of its own images, itself left out.
   *
   * @param neighbours how many of each, at least 1
   * @throws UserException if there are not more images than neighbours
   */
  public static NearestNeighbours within(FeatureRows rows, int neighbours) {
    return search(PairDistances.within(rows), neighbours);
  }

  private static NearestNeighbours search(PairDistances distances, int neighbours) {
    requireEnough(neighbours, distances.others());
    NearestRows nearest = distances.nearest(neighbours);
    return new NearestNeighbours(
        IntStream.range(0, distances.rows())
            .parallel()
            .mapToObj(row -> measured(row, nearest, neighbours, distances))
            .toArray(Neighbour[][]::new));
  }

  /** Throws unless so many neighbours can be found among so many images. */
  static void requireEnough(int neighbours, int images) {
    if (neighbours < 1 || images < neighbours) {
      throw new UserException(
          "%d neighbours among %d images; ask for 1 to as many as there are"
              .formatted(neighbours, Math.max(0, images)));
    }
  }

  /** Measures those found again in float64: what is left of a small distance may be rounding. */
  private static Neighbour[] measured(
      int row, NearestRows nearest, int count, PairDistances distances) {
    return IntStream.range(0, count)
        .map(order -> nearest.column(row, order))
        .mapToObj(index -> new Neighbour(index, distances.exact(row, index)))
        .sorted(Comparator.comparingDouble(Neighbour::distance))
        .toArray(Neighbour[]::new);
  }

  /** Number of images whose neighbours were searched. */
  public int count() {
    return neighbours.length;
  }

  /**
   * A neighbour of an image.
   *
   * @param query its row
   * @param order 0: the nearest
   */
  public Neighbour of(int query, int order) {
    return neighbours[query][order];
  }
}
