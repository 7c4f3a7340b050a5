package dev.gantry.data;

import dev.gantry.data.ShardIndex.Shard;
import dev.gantry.error.RunException;
import dev.gantry.io.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one shard: each image to its place, in any order and from many threads, aside until all
 * are there.
 */
final class ShardWriter implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(ShardWriter.class);

  private final Path file;
  private final Path aside;
  private final ExampleRecord record;
  private final FileChannel channel;

  private ShardWriter(Path file, Path aside, ExampleRecord record, FileChannel channel) {
    this.file = file;
    this.aside = aside;
    this.record = record;
    this.channel = channel;
  }

  static ShardWriter create(Path file, ExampleRecord record) {
    Path aside = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      FileChannel channel =
          FileChannel.open(
              aside,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      return new ShardWriter(file, aside, record, channel);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Puts an image into its place. */
  void write(int place, byte[] pixels, int label) {
    try {
      writeFully(place, record.encode(pixels, label));
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private void writeFully(int place, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    long start = (long) place * record.bytes();
    while (left.hasRemaining()) {
      channel.write(left, start + left.position());
    }
  }

  /**
   * Closes the gaps, brings the file to the disk and gives it its name.
   *
   * @param places how many there are
   * @param gaps those of them that were not written
   */
  Shard finish(int places, BitSet gaps) {
    try {
      int count = places;
      if (!gaps.isEmpty()) {
        count = closeGaps(places, gaps);
      }
      channel.truncate((long) count * record.bytes());
      channel.force(true);
      String sha256 = Sha256.of(aside);
      channel.close();
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
      return new Shard(String.valueOf(file.getFileName()), count, sha256);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private int closeGaps(int places, BitSet gaps) throws IOException {
    byte[] bytes = new byte[record.bytes()];
    int count = 0;
    for (int i = gaps.nextClearBit(0); i < places; i = gaps.nextClearBit(i + 1)) {
      if (i != count) {
        ByteBuffer target = ByteBuffer.wrap(bytes);
        while (target.hasRemaining()) {
          if (channel.read(target, (long) i * record.bytes() + target.position()) < 0) {
            throw new IOException("the file is too short");
          }
        }
        writeFully(count, bytes);
      }
      count++;
    }
    return count;
  }

  private static RunException failed(Path file, IOException cause) {
    return new RunException(
        "%s could not be written (%s); finished shards are kept: make room on its disk and start the same command again"
            .formatted(file, Unreadable.oneLine(cause)),
        cause);
  }

  /** Gives up what was not finished. */
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
