package dev.gantry.data;

import dev.gantry.error.UserException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says in one line why a file or folder as a whole cannot be read. */
final class Unreadable {
  private Unreadable() {}

  static UserException file(Path path, IOException cause) {
    return new UserException(message(path, cause), cause);
  }

  private static String message(Path path, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "%s does not exist; give the path of a file or folder that does".formatted(path);
    }
    if (cause instanceof AccessDeniedException) {
      return "%s may not be read; allow this user to read it".formatted(path);
    }
    if (cause instanceof FileSystemLoopException) {
      return "%s has a link to a folder that holds it; remove the link".formatted(path);
    }
    return "%s cannot be read (%s); check the file and its disk".formatted(path, oneLine(cause));
  }

  static String oneLine(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }
}
