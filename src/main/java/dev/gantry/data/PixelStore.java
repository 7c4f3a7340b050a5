package dev.gantry.data;

import java.util.Arrays;
import java.util.BitSet;

/** Collects images of one shape, in any order and from many threads, and makes a set of them. */
abstract sealed class PixelStore implements AutoCloseable permits HeapStore, CacheFileWriter {
  final ImageDimensions shape;

  PixelStore(ImageDimensions shape) {
    this.shape = shape;
  }

  /** Puts an image into its place. */
  abstract void write(int slot, byte[] pixels);

  /** Gets an image back. */
  abstract void read(int slot, byte[] pixels);

  /** Makes the set of the first {@code count} images; nothing may be written afterwards. */
  abstract ImageSet finish(int count, Labels labels);

  /** Gives up what was not finished. */
  @Override
  public void close() {}

  /** Makes a set of the first {@code count} images without some of them. */
  final ImageSet finishWithout(BitSet skipped, int count, Labels labels) {
    if (skipped.isEmpty()) {
      return finish(count, truncate(labels, count));
    }
    int[] values = new int[count];
    byte[] pixels = new byte[shape.bytes()];
    int kept = 0;
    for (int i = skipped.nextClearBit(0); i < count; i = skipped.nextClearBit(i + 1)) {
      if (i != kept) {
        read(i, pixels);
        write(kept, pixels);
      }
      values[kept++] = labels.of(i);
    }
    return finish(kept, truncate(new Labels(values, labels.classes()), kept));
  }

  private static Labels truncate(Labels labels, int count) {
    return labels.classes().isEmpty()
        ? Labels.NONE
        : new Labels(Arrays.copyOf(labels.values(), count), labels.classes());
  }
}
