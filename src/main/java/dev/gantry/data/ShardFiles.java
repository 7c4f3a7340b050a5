package dev.gantry.data;

import dev.gantry.error.RunException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads parts of many files, of which a few are open at a time: a process may not open as many as a
 * large set has. Thread-safe. Channels that are forgotten close themselves.
 */
final class ShardFiles {
  private static final int MOST_OPEN = 64;

  private final Map<Path, FileChannel> open =
      new LinkedHashMap<>(2 * MOST_OPEN, 0.75f, /* accessOrder= */ true);

  /**
   * Fills the target from its position to its limit.
   *
   * @throws dev.gantry.error.UserException if the file cannot be read
   */
  synchronized void read(Path file, long position, ByteBuffer target) {
    try {
      FileChannel channel = channel(file);
      long at = position;
      while (target.hasRemaining()) {
        int count = channel.read(target, at);
        if (count < 0) {
          throw new IOException("it ends early");
        }
        at += count;
      }
    } catch (ClosedByInterruptException e) {
      throw new RunException("reading %s was interrupted; start again".formatted(file), e);
    } catch (IOException e) {
      throw Unreadable.file(file, e);
    }
  }

  private FileChannel channel(Path file) throws IOException {
    FileChannel channel = open.get(file);
    // An interrupted thread closes the channel that it reads.
    if (channel == null || !channel.isOpen()) {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      open.put(file, channel);
      closeOldest();
    }
    return channel;
  }

  private void closeOldest() throws IOException {
    if (open.size() > MOST_OPEN) {
      Iterator<FileChannel> oldest = open.values().iterator();
      FileChannel channel = oldest.next();
      oldest.remove();
      channel.close();
    }
  }
}
