package dev.gantry.train;

import dev.gantry.data.ShuffleWindow;
import dev.gantry.nn.Seeds;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * An order in which a set that is larger than memory can be read: blocks of neighbours are shuffled
 * over the whole set, then the images of each window of blocks among themselves. Keeps four bytes a
 * block, and four an image of one window.
 */
final class WindowOrder implements ImageOrder {
  private final long seed;
  private final int count;
  private final int batch;
  private final ShuffleWindow window;
  private final int blocks;
  private final int fullWindow;
  private final int missing;
  private final Epoch[] epochs = new Epoch[2];
  private Images images = new Images(-1, -1, new int[0]);

  /**
   * An order over {@code count} images.
   *
   * @param batch images of one iteration
   */
  WindowOrder(long seed, int count, int batch, ShuffleWindow window) {
    this.seed = seed;
    this.count = count;
    this.batch = batch;
    this.window = window;
    this.blocks = (count - 1) / window.blockImages() + 1;
    this.fullWindow = window.blockImages() * Math.min(window.blocks(), blocks);
    this.missing = Math.toIntExact((long) blocks * window.blockImages() - count);
    for (int i = 0; i < epochs.length; i++) {
      epochs[i] = new Epoch(-1, new int[0], 0);
    }
  }

  /**
   * The blocks of an epoch.
   *
   * @param shuffled in their order
   * @param shortWindow the window with the set's last block, which may have fewer images
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  private record Epoch(long number, int[] shuffled, int shortWindow) {}

  /**
   * The images of a window.
   *
   * @param shuffled in their order
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  private record Images(long epoch, int window, int[] shuffled) {}

  @Override
  public int[] indices(long step) {
    int[] indices = new int[batch];
    long position = Math.multiplyExact(step, batch);
    for (int i = 0; i < batch; i++, position++) {
      Epoch epoch = epoch(position / count);
      int at = (int) (position % count);
      int current = window(epoch, at);
      indices[i] = images(epoch, current)[at - start(epoch, current)];
    }
    return indices;
  }

  /** Of the next window as large a share as the next batch will have taken of this one. */
  @Override
  public int[] expected(long step) {
    long last = Math.multiplyExact(step + 1, batch) - 1;
    Epoch epoch = epoch(last / count);
    int at = (int) (last % count);
    int current = window(epoch, at);
    int start = start(epoch, current);
    double taken = (at - start + 1.0 + batch) / (start(epoch, current + 1) - start);
    boolean ends = start(epoch, current + 1) == count;
    int[] next = ends ? blocks(epoch(epoch.number() + 1), 0) : blocks(epoch, current + 1);
    return Arrays.stream(next, 0, (int) Math.ceil(Math.min(1, taken) * next.length))
        .map(block -> block * window.blockImages())
        .toArray();
  }

  private int window(Epoch epoch, int at) {
    if (at < (long) epoch.shortWindow() * fullWindow) {
      return at / fullWindow;
    }
    return at < start(epoch, epoch.shortWindow() + 1)
        ? epoch.shortWindow()
        : (int) (((long) at + missing) / fullWindow);
  }

  /** Images before a window. */
  private int start(Epoch epoch, int number) {
    long start = (long) number * fullWindow - (number > epoch.shortWindow() ? missing : 0);
    return (int) Math.min(count, start);
  }

  private int[] blocks(Epoch epoch, int number) {
    int first = number * window.blocks();
    return Arrays.copyOfRange(epoch.shuffled(), first, Math.min(blocks, first + window.blocks()));
  }

  private int[] images(Epoch epoch, int number) {
    if (images.epoch() != epoch.number() || images.window() != number) {
      int[] shuffled =
          Arrays.stream(blocks(epoch, number))
              .flatMap(
                  block ->
                      IntStream.range(
                          block * window.blockImages(),
                          Math.min(count, (block + 1) * window.blockImages())))
              .toArray();
      BatchOrder.shuffle(
          shuffled, Seeds.derive(seed, "order/" + epoch.number() + "/window/" + number));
      images = new Images(epoch.number(), number, shuffled);
    }
    return images.shuffled();
  }

  /** The end of an epoch needs the next one's first window. */
  private Epoch epoch(long number) {
    int slot = (int) (number % epochs.length);
    if (epochs[slot].number() != number) {
      int[] shuffled = IntStream.range(0, blocks).toArray();
      BatchOrder.shuffle(shuffled, Seeds.derive(seed, "order/" + number + "/blocks"));
      int last = 0;
      while (shuffled[last] != blocks - 1) {
        last++;
      }
      epochs[slot] = new Epoch(number, shuffled, last / window.blocks());
    }
    return epochs[slot];
  }
}
