package dev.gantry.train;

import dev.gantry.nn.Seeds;
import java.util.SplittableRandom;

/** An order in which images in memory are read: every epoch is a shuffle of all of them. */
final class BatchOrder implements ImageOrder {
  private final long seed;
  private final int count;
  private final int batch;
  private long shuffledEpoch = -1;
  private final int[] shuffled;

  /**
   * An order over {@code count} images.
   *
   * @param batch images of one iteration
   */
  BatchOrder(long seed, int count, int batch) {
    this.seed = seed;
    this.count = count;
    this.batch = batch;
    this.shuffled = new int[count];
  }

  @Override
  public int[] indices(long step) {
    int[] indices = new int[batch];
    long position = Math.multiplyExact(step, batch);
    for (int i = 0; i < batch; i++, position++) {
      shuffle(position / count);
      indices[i] = shuffled[(int) (position % count)];
    }
    return indices;
  }

  private void shuffle(long epoch) {
    if (epoch == shuffledEpoch) {
      return;
    }
    for (int i = 0; i < count; i++) {
      shuffled[i] = i;
    }
    shuffle(shuffled, Seeds.derive(seed, "order/" + epoch));
    shuffledEpoch = epoch;
  }

  /** Fisher and Yates, as in Durstenfeld's algorithm 235. */
  static void shuffle(int[] values, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }
}
