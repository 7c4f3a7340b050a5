package dev.gantry.serve;

import dev.gantry.error.UserException;
import dev.gantry.io.IoFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where versions are looked for.
 *
 * @param path of a model with its versions, or of one version
 * @param name by which clients call the model
 */
record ModelFolder(Path path, String name) {
  private static final String SAVED_MODEL = "saved_model.pb";
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /**
   * Finds a model.
   *
   * @param given folder
   * @param name empty for that of the folder
   * @throws UserException if it is no folder, or the name does not fit into a URL
   */
  static ModelFolder of(Path given, String name) {
    Path path = given.toAbsolutePath().normalize();
    if (!Files.isDirectory(path)) {
      throw new UserException(
          "%s is %s; give a model folder such as savedmodels/NAME or savedmodels/NAME/VERSION"
              .formatted(given, Files.exists(path) ? "not a folder" : "not there"));
    }
    String called = name.isEmpty() ? ownName(path) : name;
    if (!NAME.matcher(called).matches()) {
      throw new UserException(
          "the model's name is \"%s\"; give --name with 1 to 64 letters, digits, dots, dashes or underscores, the first a letter or digit"
              .formatted(called));
    }
    return new ModelFolder(path, called);
  }

  private static String ownName(Path path) {
    Path parent = path.getParent();
    Path own = isVersion(path) && isNumber(path) && parent != null ? parent : path;
    return own.getFileName() == null ? "" : own.getFileName().toString();
  }

  private static boolean isVersion(Path path) {
    return Files.exists(path.resolve(SAVED_MODEL));
  }

  private static boolean isNumber(Path path) {
    return path.getFileName() != null && NUMBER.matcher(path.getFileName().toString()).matches();
  }

  /**
   * The versions that are there now, whole or not.
   *
   * @throws UserException if the folder cannot be read
   */
  NavigableMap<Long, VersionFolder> versions() {
    NavigableMap<Long, VersionFolder> versions = new TreeMap<>();
    if (isVersion(path)) {
      long number = isNumber(path) ? Long.parseLong(path.getFileName().toString()) : 1;
      versions.put(number, new VersionFolder(number, path));
      return versions;
    }
    try (Stream<Path> entries = Files.list(path)) {
      entries
          .filter(entry -> isNumber(entry) && Files.isDirectory(entry))
          .map(entry -> new VersionFolder(Long.parseLong(entry.getFileName().toString()), entry))
          .forEach(version -> versions.put(version.number(), version));
    } catch (IOException e) {
      throw IoFailure.reading(path, e);
    }
    return versions;
  }
}
