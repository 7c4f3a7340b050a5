package dev.gantry.data;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Reads a packed set in whole blocks, and keeps those of two windows: the one whose images are
 * being taken, and the next, which is read bit by bit meanwhile. Not thread-safe.
 */
final class BlockReader implements ImageReader {
  private final ShardedImages images;
  private final ExampleRecord record;
  private final int blockImages;
  private final int mostBlocks;
  private final Map<Integer, byte[]> blocks =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true);

  BlockReader(ShardedImages images, ShuffleWindow window) {
    this.images = images;
    this.record = images.record();
    this.blockImages = window.blockImages();
    this.mostBlocks = 2 * window.blocks() + 1;
  }

  @Override
  public void read(int[] indices, ByteBuffer pixels, int[] labels) {
    for (int i = 0; i < indices.length; i++) {
      int image = Objects.checkIndex(indices[i], images.count());
      byte[] block = block(image / blockImages);
      int at = image % blockImages * record.bytes();
      record.copyPixels(block, at, pixels);
      labels[i] = record.label(block, at);
    }
  }

  @Override
  public void expect(int[] indices) {
    for (int image : indices) {
      block(image / blockImages);
    }
  }

  private byte[] block(int number) {
    byte[] block = blocks.get(number);
    if (block == null) {
      block = room();
      int first = number * blockImages;
      images.readRecords(first, Math.min(blockImages, images.count() - first), block);
      blocks.put(number, block);
    }
    return block;
  }

  /** The array of the block that was not used for longest, where there are enough. */
  private byte[] room() {
    if (blocks.size() < mostBlocks) {
      return new byte[blockImages * record.bytes()];
    }
    Iterator<byte[]> oldest = blocks.values().iterator();
    byte[] block = oldest.next();
    oldest.remove();
    return block;
  }

  /** Memory that its blocks may take. */
  long mostBytes() {
    return (long) mostBlocks * blockImages * record.bytes();
  }
}
