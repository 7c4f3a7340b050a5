package dev.gantry.export;

import dev.gantry.io.IoFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A numbered entry of a model's folder, complete or not. TensorFlow Serving ignores other names.
 *
 * @param number its name as a number
 * @param path where it is
 */
record ModelVersion(long number, Path path) {
  static final long HIGHEST = 999_999_999_999_999_999L;

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /**
   * All versions of a model; none where there is no such folder.
   *
   * @throws dev.gantry.error.UserException if the folder cannot be read
   */
  static List<ModelVersion> of(Path model) {
    if (!Files.isDirectory(model)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(model)) {
      return entries.filter(ModelVersion::isNumbered).map(ModelVersion::numbered).toList();
    } catch (IOException e) {
      throw IoFailure.reading(model, e);
    }
  }

  /** The version with the highest number. */
  static Optional<ModelVersion> highest(Path model) {
    return of(model).stream().max(Comparator.comparingLong(ModelVersion::number));
  }

  private static boolean isNumbered(Path entry) {
    return NUMBER.matcher(entry.getFileName().toString()).matches();
  }

  private static ModelVersion numbered(Path entry) {
    return new ModelVersion(Long.parseLong(entry.getFileName().toString()), entry);
  }
}
