package dev.gantry.data;

import dev.gantry.io.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;

/** Images in as many buffers as are needed, since one ends at 2 GiB. */
final class ChunkedImageSet implements ImageSet {
  /** Bytes of a buffer, at most. */
  static final int CHUNK_BYTES = 1 << 28;

  private final ImageDimensions shape;
  private final int count;
  private final List<ByteBuffer> chunks;
  private final int imagesPerChunk;
  private final Labels labels;
  private final String hash;

  /**
   * @param chunks each from position 0, full with {@link #imagesPerChunk} images but for the last
   */
  ChunkedImageSet(
      ImageDimensions shape, int count, List<ByteBuffer> chunks, Labels labels, String hash) {
    this.shape = shape;
    this.count = count;
    this.chunks = chunks.stream().map(ByteBuffer::asReadOnlyBuffer).toList();
    this.imagesPerChunk = imagesPerChunk(shape);
    this.labels = labels;
    this.hash = hash;
  }

  static int imagesPerChunk(ImageDimensions shape) {
    return Math.max(1, CHUNK_BYTES / shape.bytes());
  }

  /** SHA-256 over count, height, width, channels, each as int32, pixels, and labels as int32. */
  static String hash(
      ImageDimensions shape, int count, List<? extends ByteBuffer> chunks, Labels labels) {
    MessageDigest digest = Sha256.digest();
    ByteBuffer head = ByteBuffer.allocate(16).order(ByteOrder.BIG_ENDIAN);
    head.putInt(count).putInt(shape.height()).putInt(shape.width()).putInt(shape.channels());
    digest.update(head.flip());
    long left = (long) count * shape.bytes();
    for (ByteBuffer chunk : chunks) {
      int bytes = (int) Math.min(left, chunk.limit());
      digest.update(chunk.slice(0, bytes));
      left -= bytes;
    }
    for (int label : labels.values()) {
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(label).flip());
    }
    return Fingerprint.hex(digest.digest());
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int height() {
    return shape.height();
  }

  @Override
  public int width() {
    return shape.width();
  }

  @Override
  public int channels() {
    return shape.channels();
  }

  @Override
  public List<String> classes() {
    return labels.classes();
  }

  @Override
  public int label(int index) {
    Objects.checkIndex(index, count);
    return labels.of(index);
  }

  @Override
  public void copy(int index, ByteBuffer target) {
    Objects.checkIndex(index, count);
    int start = index % imagesPerChunk * shape.bytes();
    target.put(chunks.get(index / imagesPerChunk).slice(start, shape.bytes()));
  }

  @Override
  public String hash() {
    return hash;
  }
}
