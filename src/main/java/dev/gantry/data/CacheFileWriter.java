package dev.gantry.data;

import dev.gantry.error.RunException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects images in a cache file, so that they never have to fit the memory. */
final class CacheFileWriter extends PixelStore {
  private static final Logger LOGGER = LoggerFactory.getLogger(CacheFileWriter.class);

  private static final String PREFIX = "decoding-";
  private static final String SUFFIX = ".tmp";

  private final Path file;
  private final Path aside;
  private final FileChannel channel;
  private int total;

  private CacheFileWriter(ImageDimensions shape, Path file, Path aside, FileChannel channel) {
    super(shape);
    this.file = file;
    this.aside = aside;
    this.channel = channel;
  }

  /**
   * Starts a file for {@code count} images.
   *
   * @throws IOException if its folder cannot be made or written to, or has no room for them
   */
  static CacheFileWriter create(Path file, ImageDimensions shape, int count) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " has no folder");
    }
    Files.createDirectories(folder);
    removeAbandoned(folder);
    long bytes = (long) count * (shape.bytes() + Integer.BYTES) + (1 << 20);
    long room = Files.getFileStore(folder).getUsableSpace();
    if (bytes > room) {
      throw new IOException("%d MiB are needed and %d are free".formatted(bytes >> 20, room >> 20));
    }
    Path aside = Files.createTempFile(folder, PREFIX, SUFFIX);
    var channel = FileChannel.open(aside, StandardOpenOption.READ, StandardOpenOption.WRITE);
    var writer = new CacheFileWriter(shape, file, aside, channel);
    writer.total = count;
    return writer;
  }

  /** Files of runs that were killed while they decoded. */
  private static void removeAbandoned(Path folder) throws IOException {
    Instant yesterday = Instant.now().minus(1, ChronoUnit.DAYS);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(yesterday)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  @Override
  void write(int slot, byte[] pixels) {
    writeFully(ByteBuffer.wrap(pixels), position(slot));
  }

  @Override
  void read(int slot, byte[] pixels) {
    ByteBuffer target = ByteBuffer.wrap(pixels);
    try {
      while (target.hasRemaining()) {
        if (channel.read(target, position(slot) + target.position()) < 0) {
          throw new IOException("the file is too short");
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private long position(int slot) {
    return CacheFile.HEAD_BYTES + (long) slot * shape.bytes();
  }

  private void writeFully(ByteBuffer bytes, long position) {
    try {
      int start = bytes.position();
      while (bytes.hasRemaining()) {
        channel.write(bytes, position + bytes.position() - start);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  ImageSet finish(int count, Labels labels) {
    try {
      channel.truncate(position(count));
      List<? extends ByteBuffer> chunks = CacheFile.map(channel, shape, count);
      String hash = ChunkedImageSet.hash(shape, count, chunks, labels);
      byte[] trailer = new CacheFile.Trailer(shape, count, total - count, hash, labels).encode();
      var head =
          new CacheFile.Head(
              (long) count * shape.bytes(),
              trailer.length,
              CacheFile.crc(chunks),
              CacheFile.crc(List.of(ByteBuffer.wrap(trailer))));
      writeFully(ByteBuffer.wrap(trailer), position(count));
      writeFully(head.encode(), 0);
      channel.force(false);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return new ChunkedImageSet(shape, count, List.copyOf(chunks), labels, hash);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private RunException failed(IOException cause) {
    return new RunException(
        "decoded images could not be written to the cache %s (%s); nothing is lost: make room on its disk and start again"
            .formatted(file.getParent(), Unreadable.oneLine(cause)),
        cause);
  }

  /** Mappings outlive the channel. */
  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(aside);
    } catch (IOException e) {
      LOGGER.warn("{} could not be removed: {}", aside, Unreadable.oneLine(e));
    }
  }
}
