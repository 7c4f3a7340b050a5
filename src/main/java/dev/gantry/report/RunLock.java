package dev.gantry.report;

import dev.gantry.error.UserException;
import dev.gantry.io.IoFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

/**
 * Keeps a run's folder to one process at a time. The operating system lets go of the lock when the
 * process ends, however it ends, so that a killed run needs no cleaning up.
 */
public final class RunLock {
  private RunLock() {}

  /**
   * Works on a folder that nobody else works on meanwhile.
   *
   * @return what the work returns
   * @throws UserException if another process, or another thread of this one, is at it
   */
  public static <T> T holding(RunFolder folder, Supplier<T> work) {
    try (FileChannel channel =
        FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (!isLocked(channel)) {
        throw new UserException(
            "%s is in use by another gantry; wait for its end, or stop it first".formatted(folder));
      }
      return work.get();
    } catch (IOException e) {
      throw IoFailure.writing(folder.lock(), e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
