package dev.gantry.report;

import dev.gantry.error.UserException;
import dev.gantry.io.IoFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads whole files of a run folder, none of them larger than a run would write it. */
public final class BoundedFile {
  private static final int MAX_BYTES = 256 << 20;

  private BoundedFile() {}

  /**
   * Reads a whole file.
   *
   * @throws UserException if it cannot be read or has more than 256 MiB
   */
  public static byte[] read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new UserException(
            "%s has more than %d MiB; Gantry writes no such file, so move it out of the run folder"
                .formatted(file, MAX_BYTES >> 20));
      }
      return bytes;
    } catch (IOException e) {
      throw IoFailure.reading(file, e);
    }
  }

  /** Reads a whole file as UTF-8; malformed input becomes replacement characters. */
  public static String readText(Path file) {
    return new String(read(file), StandardCharsets.UTF_8);
  }
}
