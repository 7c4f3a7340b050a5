package dev.gantry.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that keeps decoded images: a head of {@value #HEAD_BYTES} bytes, the pixels, a trailer
 * with all else. Big-endian. The head has the magic number, the format version, the lengths of
 * pixels and trailer, the CRC-32C of both, and its own.
 *
 * <p>The pixels are mapped, not read, so sets larger than the memory work. A file is written aside
 * and renamed, so it is either whole or not there; damage that comes later is found when it is
 * opened.
 */
final class CacheFile {
  static final int HEAD_BYTES = 64;
  static final int VERSION = 1;

  private static final Logger LOGGER = LoggerFactory.getLogger(CacheFile.class);
  private static final long MAGIC = 0x47414e5452594958L; // GANTRYIX
  private static final int HEAD_CHECKED_BYTES = 40;

  private CacheFile() {}

  /** The head's fields. */
  record Head(long pixelBytes, long trailerBytes, int pixelCrc, int trailerCrc) {
    ByteBuffer encode() {
      ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
      head.putLong(MAGIC).putInt(VERSION).putInt(0).putLong(pixelBytes).putLong(trailerBytes);
      head.putInt(pixelCrc).putInt(trailerCrc);
      return head.putInt(crc(List.of(head.slice(0, HEAD_CHECKED_BYTES)))).rewind();
    }

    static Head decode(ByteBuffer head) throws IOException {
      require(head.getLong(0) == MAGIC, "it is no cache file");
      require(head.getInt(8) == VERSION, "it has another format version");
      require(
          head.getInt(HEAD_CHECKED_BYTES) == crc(List.of(head.slice(0, HEAD_CHECKED_BYTES))),
          "its head is damaged");
      return new Head(head.getLong(16), head.getLong(24), head.getInt(32), head.getInt(36));
    }
  }

  /**
   * What the trailer holds.
   *
   * @param skipped images that could not be read when the file was made
   */
  record Trailer(ImageDimensions shape, int count, int skipped, String hash, Labels labels) {
    byte[] encode() {
      var bytes = new ByteArrayOutputStream();
      try (var out = new DataOutputStream(bytes)) {
        out.writeInt(shape.height());
        out.writeInt(shape.width());
        out.writeInt(shape.channels());
        out.writeInt(count);
        out.writeInt(skipped);
        out.writeUTF(hash);
        out.writeInt(labels.classes().size());
        for (String name : labels.classes()) {
          out.writeUTF(name);
        }
        out.writeInt(labels.values().length);
        for (int label : labels.values()) {
          out.writeInt(label);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }

    static Trailer decode(byte[] bytes) throws IOException {
      try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
        var shape = new ImageDimensions(in.readInt(), in.readInt(), in.readInt());
        int count = in.readInt();
        int skipped = in.readInt();
        String hash = in.readUTF();
        List<String> classes = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
          classes.add(in.readUTF());
        }
        int[] values = new int[in.readInt()];
        for (int i = 0; i < values.length; i++) {
          values[i] = in.readInt();
        }
        return new Trailer(shape, count, skipped, hash, new Labels(values, classes));
      }
    }
  }

  /** A set from a file, and how many images it lacks. */
  record Opened(ImageSet images, int skipped) {}

  /** Opens a file; empty if there is none, or if it is damaged, which is logged. */
  static Optional<Opened> open(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return Optional.of(read(channel));
    } catch (IOException | RuntimeException e) {
      LOGGER.warn("The cache file {} is made anew: {}", file, Unreadable.oneLine(e));
      return Optional.empty();
    }
  }

  private static Opened read(FileChannel channel) throws IOException {
    Head head = Head.decode(readFully(channel, 0, HEAD_BYTES));
    boolean fits =
        head.pixelBytes() > 0
            && head.trailerBytes() > 0
            && head.trailerBytes() < Integer.MAX_VALUE / 2
            && HEAD_BYTES + head.pixelBytes() + head.trailerBytes() == channel.size();
    require(fits, "its length is wrong");
    ByteBuffer bytes =
        readFully(channel, HEAD_BYTES + head.pixelBytes(), (int) head.trailerBytes());
    // Checked before it is decoded, so that its lengths can be believed.
    require(crc(List.of(bytes)) == head.trailerCrc(), "its trailer is damaged");
    byte[] checked = new byte[bytes.remaining()];
    bytes.get(checked);
    Trailer trailer = Trailer.decode(checked);
    List<MappedByteBuffer> chunks = map(channel, trailer.shape(), trailer.count());
    require(crc(chunks) == head.pixelCrc(), "its pixels are damaged");
    var images =
        new ChunkedImageSet(
            trailer.shape(),
            trailer.count(),
            List.copyOf(chunks),
            trailer.labels(),
            trailer.hash());
    return new Opened(images, trailer.skipped());
  }

  private static ByteBuffer readFully(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      require(channel.read(bytes, position + bytes.position()) > 0, "it is truncated");
    }
    return bytes.flip();
  }

  /** Maps the pixels of {@code count} images, in chunks as {@link ChunkedImageSet} wants them. */
  static List<MappedByteBuffer> map(FileChannel channel, ImageDimensions shape, int count)
      throws IOException {
    int perChunk = ChunkedImageSet.imagesPerChunk(shape);
    List<MappedByteBuffer> chunks = new ArrayList<>();
    for (int first = 0; first < count; first += perChunk) {
      long position = HEAD_BYTES + (long) first * shape.bytes();
      long bytes = (long) Math.min(perChunk, count - first) * shape.bytes();
      chunks.add(channel.map(MapMode.READ_ONLY, position, bytes));
    }
    return chunks;
  }

  static int crc(List<? extends ByteBuffer> chunks) {
    var crc = new CRC32C();
    chunks.forEach(chunk -> crc.update(chunk.duplicate()));
    return (int) crc.getValue();
  }

  private static void require(boolean condition, String message) throws IOException {
    if (!condition) {
      throw new IOException(message);
    }
  }
}
