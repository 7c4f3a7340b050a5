package dev.gantry.metrics;

import dev.gantry.nn.Seeds;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Draws indices without replacement, the same for the same seed. Not thread-safe. */
final class Shuffle {
  private final SplittableRandom random;

  /**
   * Starts a stream of draws.
   *
   * @param stream its name, so that metrics of one seed draw differently
   */
  Shuffle(long seed, String stream) {
    this.random = new SplittableRandom(Seeds.derive(seed, stream));
  }

  /** Some of the indices below {@code count}, each at most once, in random order. */
  int[] draw(int count, int drawn) {
    int[] indices = IntStream.range(0, count).toArray();
    for (int i = 0; i < drawn; i++) {
      int other = random.nextInt(i, count);
      int index = indices[other];
      indices[other] = indices[i];
      indices[i] = index;
    }
    return Arrays.copyOf(indices, drawn);
  }

  /** Two different ones of at least two. */
  int[] pair(int[] from) {
    int first = random.nextInt(from.length);
    int second = random.nextInt(from.length - 1);
    return new int[] {from[first], from[second < first ? second : second + 1]};
  }
}
