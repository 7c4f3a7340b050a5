package dev.gantry.config;

import dev.gantry.error.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The text of a configuration file: UTF-8, at most 1 MiB. */
final class ConfigText {
  private static final int MAX_BYTES = 1 << 20;

  private ConfigText() {}

  /**
   * Reads a file.
   *
   * @throws UserException if it cannot be read; it names a like file where that is there
   */
  static String read(Path file) {
    if (Files.isDirectory(file)) {
      throw new UserException(file + " is a folder; give a configuration file in it");
    }
    if (!Files.exists(file)) {
      throw new UserException(file + ": no such file" + neighbour(file));
    }
    if (!Files.isRegularFile(file)) {
      throw new UserException(file + " is not a regular file; give a configuration file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      // Not by the size that the system tells, which may be wrong or change.
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new UserException(file + " is larger than 1 MiB; is it a configuration file?");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UserException(file + " is not text in UTF-8; is it a configuration file?", e);
    } catch (AccessDeniedException e) {
      throw new UserException(file + " cannot be read: permission denied", e);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** A hint at a file beside it with a like name. */
  private static String neighbour(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return "";
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .map(path -> path.getFileName().toString())
              .filter(name -> name.matches(".*\\.ya?ml"))
              .limit(1000)
              .toList();
      return NearestName.of(file.getFileName().toString(), names)
          .map(name -> "; did you mean " + file.resolveSibling(name) + "?")
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
