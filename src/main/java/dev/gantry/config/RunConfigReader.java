package dev.gantry.config;

import dev.gantry.config.YamlNode.Mapping;
import dev.gantry.error.UserException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a run's configuration: {@link RunConfig#defaults()}, then what a YAML file says otherwise,
 * then what the command line says otherwise.
 *
 * <p>Keys and enum constants are in kebab-case ({@code half-life-kimg}, {@code leaky-relu}). A
 * value of a sealed type is a mapping with a {@code type} key, or just the type's name; without the
 * key the default's type is meant, and another type brings its own defaults. Nothing is coerced.
 * Every mistake is a {@link UserException} of one line that begins with the place.
 */
public final class RunConfigReader {
  private RunConfigReader() {}

  /**
   * Reads a file.
   *
   * @param file YAML in UTF-8, at most 1 MiB
   * @param settings each {@code key.path=value}, the value in YAML; the last one for a key holds
   * @throws UserException for a file that cannot be read and for every mistake in it
   */
  public static RunConfig read(Path file, List<String> settings) {
    return parse(ConfigText.read(file), file.toString(), settings);
  }

  /**
   * Reads a text.
   *
   * @param yaml one YAML document, a mapping
   * @param source how messages call the text
   * @param settings each {@code key.path=value}, the value in YAML; the last one for a key holds
   * @throws UserException for every mistake
   */
  public static RunConfig parse(String yaml, String source, List<String> settings) {
    return bind(yaml, source, settings.stream().map(Setting::parse).toList());
  }

  /**
   * Reads a text with settings of any origin.
   *
   * @param yaml one YAML document, a mapping
   * @param source how messages call the text
   * @param settings the last one for a key holds
   * @throws UserException for every mistake
   */
  public static RunConfig bind(String yaml, String source, List<Setting> settings) {
    Mapping written = RecordReader.mapping(yaml, source);
    Mapping merged = new Mapping(source, written.entries());
    for (Setting setting : settings) {
      merged = merged.with(setting.path(), setting.value());
    }
    return (RunConfig) RecordBinder.bind(RunConfig.defaults(), merged);
  }

  /**
   * The text of a configuration or of another YAML file that a person writes.
   *
   * @param file in UTF-8, at most 1 MiB
   * @throws UserException for a file that cannot be read
   */
  public static String text(Path file) {
    return ConfigText.read(file);
  }
}
