package dev.gantry.data;

import dev.gantry.error.RunException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Collects images on the heap. */
final class HeapStore extends PixelStore {
  private final List<ByteBuffer> chunks = new ArrayList<>();
  private final int imagesPerChunk;

  /**
   * @throws RunException if the images would take more than half of the heap
   */
  HeapStore(ImageDimensions shape, int count) {
    super(shape);
    this.imagesPerChunk = ChunkedImageSet.imagesPerChunk(shape);
    long bytes = (long) count * shape.bytes();
    long limit = Runtime.getRuntime().maxMemory() / 2;
    if (bytes > limit) {
      throw new RunException(
          "%d decoded images are %d MiB, and only %d MiB of heap can hold them; make room for the cache on its disk, or raise -Xmx, or lower data.limit or data.size"
              .formatted(count, bytes >> 20, limit >> 20));
    }
    for (int left = count; left > 0; left -= imagesPerChunk) {
      chunks.add(ByteBuffer.allocate(Math.min(left, imagesPerChunk) * shape.bytes()));
    }
  }

  @Override
  void write(int slot, byte[] pixels) {
    chunks.get(slot / imagesPerChunk).put(slot % imagesPerChunk * shape.bytes(), pixels);
  }

  @Override
  void read(int slot, byte[] pixels) {
    chunks.get(slot / imagesPerChunk).get(slot % imagesPerChunk * shape.bytes(), pixels);
  }

  @Override
  ImageSet finish(int count, Labels labels) {
    String hash = ChunkedImageSet.hash(shape, count, chunks, labels);
    return new ChunkedImageSet(shape, count, chunks, labels, hash);
  }
}
