package dev.gantry.io;

import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Failed reads and writes as the one line that a person sees. */
public final class IoFailure {
  private IoFailure() {}

  /** A file that could not be read: a path or a permission to be mended. */
  public static UserException reading(Path file, IOException cause) {
    return new UserException(
        "%s cannot be read (%s); check the path and its permissions".formatted(file, reason(cause)),
        cause);
  }

  /** A file that could not be written: a wrong place is the user's, all else is the run's. */
  public static RuntimeException writing(Path file, IOException cause) {
    if (cause instanceof NoSuchFileException
        || cause instanceof AccessDeniedException
        || cause instanceof NotDirectoryException) {
      return new UserException(
          "%s cannot be written (%s); give a folder that exists and can be written to"
              .formatted(file, reason(cause)),
          cause);
    }
    return new RunException(
        "%s could not be written (%s); free space or mend the disk, then go on from the last checkpoint"
            .formatted(file, reason(cause)),
        cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof NotDirectoryException) {
      return "not a folder";
    }
    if (cause instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    return String.valueOf(cause.getMessage());
  }
}
