package dev.gantry.config;

import dev.gantry.config.YamlNode.Mapping;
import dev.gantry.error.UserException;
import java.nio.file.Path;

/** Reads YAML files of other kinds by the rules of {@link RunConfigReader}. */
public final class RecordReader {
  private RecordReader() {}

  /**
   * Reads a file.
   *
   * @param file YAML in UTF-8, at most 1 MiB
   * @param defaults what holds of all that the file does not name; a public record of public ones
   * @throws UserException for a file that cannot be read and for every mistake in it
   */
  @SuppressWarnings("unchecked") // a record like the defaults is of their class
  public static <R extends Record> R read(Path file, R defaults) {
    return (R) RecordBinder.bind(defaults, mapping(ConfigText.read(file), file.toString()));
  }

  /**
   * The one mapping that a text is.
   *
   * @param source how messages call the text
   */
  static Mapping mapping(String yaml, String source) {
    YamlNode root =
        YamlParser.parse(yaml, (line, column) -> source + ":" + line + ":" + column)
            .orElseThrow(
                () -> new UserException(source + " is empty; write {} to run the defaults"));
    if (!(root instanceof Mapping written)) {
      throw new UserException(
          "%s is %s; a configuration is a mapping of keys to values"
              .formatted(source, root.shown()));
    }
    return written;
  }
}
