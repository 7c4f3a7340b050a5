package dev.gantry.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file aside, syncs and renames it: a reader, and whoever comes after a crash, finds the
 * old content or the new, never a part. One writer a target at a time.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** What is written. */
  public interface Content {
    /** Writes all of it. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Replaces the target's content.
   *
   * @throws dev.gantry.error.UserException if the folder is not there or may not be written to
   * @throws dev.gantry.error.RunException if writing failed otherwise; the old content stays
   */
  public static void write(Path target, Content content) {
    Path aside = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      writeSynced(aside, content);
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      delete(aside, e);
      throw IoFailure.writing(target, e);
    }
  }

  private static void writeSynced(Path file, Content content) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
      content.writeTo(out);
      out.flush();
      channel.force(true);
    }
  }

  private static void delete(Path file, IOException because) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }
}
