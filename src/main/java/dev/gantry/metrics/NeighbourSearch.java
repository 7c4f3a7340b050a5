package dev.gantry.metrics;

import dev.gantry.metrics.NearestNeighbours.Neighbour;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A search for neighbours in a set that comes block by block, so that memory does not grow with it.
 * It finds those that {@link NearestNeighbours#of} finds in all of it at once. Not thread-safe.
 */
public final class NeighbourSearch {
  private final FeatureRows queries;
  private final int neighbours;
  private final Neighbour[][] nearest; // [queries][up to neighbours], nearest first
  private int searched;

  /**
   * A search that has not begun.
   *
   * @param queries features of the images to find neighbours of
   * @param neighbours how many of each, at least 1
   */
  public NeighbourSearch(FeatureRows queries, int neighbours) {
    NearestNeighbours.requireEnough(neighbours, neighbours);
    this.queries = queries;
    this.neighbours = neighbours;
    this.nearest = new Neighbour[queries.count()][0];
  }

  /**
   * Searches the next images, on all cores; their rows count on from those before.
   *
   * @param block their features
   */
  public void add(FeatureRows block) {
    int most = Math.min(neighbours, block.count());
    if (most > 0) {
      NearestNeighbours found = NearestNeighbours.of(queries, block, most);
      Arrays.setAll(nearest, query -> merged(nearest[query], found, query, most));
      searched += block.count();
    }
  }

  /** Of equal distances the one that came first. */
  private Neighbour[] merged(Neighbour[] before, NearestNeighbours found, int query, int count) {
    Stream<Neighbour> more =
        IntStream.range(0, count)
            .mapToObj(order -> found.of(query, order))
            .map(each -> new Neighbour(searched + each.index(), each.distance()));
    return Stream.concat(Arrays.stream(before), more)
        .sorted(Comparator.comparingDouble(Neighbour::distance))
        .limit(neighbours)
        .toArray(Neighbour[]::new);
  }

  /**
   * The nearest of all images so far.
   *
   * @throws dev.gantry.error.UserException if there were fewer of them than neighbours
   */
  public NearestNeighbours found() {
    NearestNeighbours.requireEnough(neighbours, searched);
    return new NearestNeighbours(nearest.clone());
  }
}
