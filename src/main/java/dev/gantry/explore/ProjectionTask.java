package dev.gantry.explore;

import dev.gantry.error.Check;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be found.
 *
 * @param pictures [height, width, channels] each, in [0, 1], by name; 1 to 256. The arrays are not
 *     copied
 * @param labels of the classes that are tried for each; empty where the model has none
 * @param how it is searched
 */
public record ProjectionTask(
    Map<String, float[]> pictures, List<Integer> labels, LatentSearch how) {
  private static final int MAX_SEARCHES = 1 << 16;

  /** Copies, in the order of the pictures. */
  public ProjectionTask {
    Check.that(
        !pictures.isEmpty() && pictures.size() <= 256,
        "%d pictures were given; give 1 to 256".formatted(pictures.size()));
    long searches = (long) pictures.size() * Math.max(1, labels.size()) * how.restarts();
    Check.that(
        searches <= MAX_SEARCHES,
        "%d pictures with %d restarts in %d classes are %,d searches; %,d are the most, so give fewer"
            .formatted(pictures.size(), how.restarts(), labels.size(), searches, MAX_SEARCHES));
    pictures = Collections.unmodifiableMap(new LinkedHashMap<>(pictures));
    labels = List.copyOf(labels);
  }
}
