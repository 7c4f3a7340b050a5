package dev.gantry.config;

import dev.gantry.config.YamlNode.Mapping;
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
  private static final int MAX_BYTES = 1 << 20;

  private RunConfigReader() {}

  /**
   * Reads a file.
   *
   * @param file YAML in UTF-8, at most 1 MiB
   * @param settings each {@code key.path=value}, the value in YAML; the last one for a key holds
   * @throws UserException for a file that cannot be read and for every mistake in it
   */
  public static RunConfig read(Path file, List<String> settings) {
    return parse(text(file), file.toString(), settings);
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
    YamlNode root =
        YamlParser.parse(yaml, (line, column) -> source + ":" + line + ":" + column)
            .orElseThrow(
                () -> new UserException(source + " is empty; write {} to run the defaults"));
    if (!(root instanceof Mapping written)) {
      throw new UserException(
          "%s is %s; a configuration is a mapping of keys to values"
              .formatted(source, root.shown()));
    }
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
