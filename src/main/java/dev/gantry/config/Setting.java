package dev.gantry.config;

import dev.gantry.config.YamlNode.Scalar;
import dev.gantry.error.UserException;
import java.util.List;

/**
 * One value that a configuration is to have otherwise, {@code key.path=value}.
 *
 * @param path keys from the root
 * @param value parsed as YAML; it replaces what a file has under the path
 */
public record Setting(List<String> path, YamlNode value) {
  /**
   * A setting of the command line.
   *
   * @throws UserException where it is not {@code key.path=value} or the value is not YAML
   */
  public static Setting parse(String text) {
    return parse("--set " + YamlNode.shortened(text), text);
  }

  /**
   * A setting from elsewhere.
   *
   * @param place with which every complaint about it begins
   * @throws UserException where it is not {@code key.path=value} or the value is not YAML
   */
  public static Setting parse(String place, String text) {
    int equals = text.indexOf('=');
    List<String> path = List.of(text.substring(0, Math.max(0, equals)).strip().split("\\.", -1));
    if (equals < 0 || path.contains("")) {
      throw new UserException(
          place + ": not a setting; write key.path=value, such as training.batch=64");
    }
    if (path.size() > 16) {
      throw new UserException(place + ": no key is so deep");
    }
    YamlNode value =
        YamlParser.parse(text.substring(equals + 1), (line, column) -> place)
            .orElseGet(() -> new Scalar(place, Scalar.Kind.NOTHING, ""));
    return new Setting(path, value);
  }
}
