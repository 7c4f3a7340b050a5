package dev.gantry.train;

import dev.gantry.nn.Seeds;
import java.util.SplittableRandom;

/**
 * Which images each iteration sees: every epoch is a shuffle of its own, and a pure function of
 * (run seed, epoch), so that a resumed run goes on where it was. A batch may reach into the next
 * epoch; no image is left out. Not thread-safe.
 */
final class BatchOrder {
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

  /** Indices of the images of an iteration, from 0 on. */
  int[] indices(long step) {
    int[] indices = new int[batch];
    long position = Math.multiplyExact(step, batch);
    for (int i = 0; i < batch; i++, position++) {
      shuffle(position / count);
      indices[i] = shuffled[(int) (position % count)];
    }
    return indices;
  }

  /** Fisher and Yates, as in Durstenfeld's algorithm 235. */
  private void shuffle(long epoch) {
    if (epoch == shuffledEpoch) {
      return;
    }
    for (int i = 0; i < count; i++) {
      shuffled[i] = i;
    }
    SplittableRandom random = new SplittableRandom(Seeds.derive(seed, "order/" + epoch));
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = swapped;
    }
    shuffledEpoch = epoch;
  }
}
