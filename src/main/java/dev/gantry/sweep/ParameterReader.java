package dev.gantry.sweep;

import dev.gantry.config.NearestName;
import dev.gantry.config.YamlNode;
import dev.gantry.config.YamlNode.Scalar;
import dev.gantry.config.YamlNode.Sequence;
import dev.gantry.config.YamlParser;
import dev.gantry.error.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what is varied: a list of values, or {@code log:LOW..HIGH}, {@code lin:LOW..HIGH}, {@code
 * int:LOW..HIGH}.
 */
public final class ParameterReader {
  private static final Pattern RANGE = Pattern.compile("([A-Za-z]+):(.*?)\\.\\.(.*)");

  private ParameterReader() {}

  /**
   * Reads {@code KEY=V1,V2,...} or {@code KEY=SCALE:LOW..HIGH}, as the command line has it.
   *
   * @throws UserException for every mistake
   */
  public static Parameter parse(String text) {
    String place = "--vary " + text;
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new UserException(
          place
              + ": not a key with values; write key=v1,v2 or key=log:1e-5..1e-3, such as"
              + " training.batch=32,64");
    }
    return parse(place, text.substring(0, equals).strip(), text.substring(equals + 1).strip());
  }

  /** Reads the values as {@link Parameter#text} has them, or without brackets. */
  static Parameter parse(String place, String name, String values) {
    String yaml = RANGE.matcher(values).matches() || isList(values) ? values : "[" + values + "]";
    return YamlParser.parse(yaml, (line, column) -> place)
        .map(node -> of(place, name, node))
        .orElseThrow(() -> empty(place, name));
  }

  /** Two lists with a comma between them begin and end as one does. */
  private static boolean isList(String values) {
    try {
      return YamlParser.parse(values, (line, column) -> "").orElse(null) instanceof Sequence;
    } catch (UserException e) {
      return false;
    }
  }

  private static UserException empty(String place, String name) {
    return new UserException(
        "%s: %s has no values; give a list or a range such as log:1e-5..1e-3"
            .formatted(place, name));
  }

  /**
   * Reads a key's values.
   *
   * @param place where the key is
   * @throws UserException for every mistake
   */
  static Parameter of(String place, String name, YamlNode values) {
    try {
      return read(place, name, values);
    } catch (IllegalArgumentException e) {
      throw new UserException(place + ": " + e.getMessage(), e);
    }
  }

  private static Parameter read(String place, String name, YamlNode values) {
    if (values instanceof Sequence list) {
      return new Choice(place, name, list.items().stream().map(YamlNode::toYaml).toList());
    }
    if (values instanceof Scalar scalar) {
      Matcher matcher = RANGE.matcher(scalar.text());
      if (matcher.matches()) {
        return new Range(
            place,
            name,
            scale(place, matcher.group(1)),
            number(place, name, matcher.group(2)),
            number(place, name, matcher.group(3)));
      }
    }
    throw new UserException(
        "%s: %s is %s; it must be a list such as [0.0001, 0.0002], or a range such as log:1e-5..1e-3"
            .formatted(place, name, values.shown()));
  }

  private static Scale scale(String place, String word) {
    List<String> words = Arrays.stream(Scale.values()).map(Scale::word).toList();
    return Scale.of(word)
        .orElseThrow(
            () ->
                new UserException(
                    "%s: unknown scale \"%s\"%s (scales: %s)"
                        .formatted(
                            place, word, NearestName.hint(word, words), String.join(", ", words))));
  }

  private static double number(String place, String name, String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw new UserException(
          "%s: %s has a range to or from \"%s\", which is no number; write it like log:1e-5..1e-3"
              .formatted(place, name, text.strip()),
          e);
    }
  }
}
