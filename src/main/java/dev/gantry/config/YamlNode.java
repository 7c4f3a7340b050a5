package dev.gantry.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A YAML value and where it was written, with which every complaint about it begins. Immutable. */
public sealed interface YamlNode {
  /** {@code file:line:column}, or the setting of the command line. */
  String place();

  /** How a message shows it: a scalar's text, shortened and on one line, else its kind. */
  String shown();

  /** The value on one line of YAML, which reads back equal. */
  String toYaml();

  /**
   * Keys with values, in the order written.
   *
   * @param place where it begins
   * @param entries by key
   */
  record Mapping(String place, Map<String, Entry> entries) implements YamlNode {
    @Override
    public String shown() {
      return "a mapping";
    }

    @Override
    public String toYaml() {
      return entries.entrySet().stream()
          .map(each -> Scalar.textToYaml(each.getKey()) + ": " + each.getValue().value().toYaml())
          .collect(Collectors.joining(", ", "{", "}"));
    }

    /**
     * A copy in which the value under a path of keys is another, with mappings made on the way.
     *
     * <p>A text on the way is the short form of a mapping with only a {@code type}, and becomes
     * one.
     */
    public Mapping with(List<String> path, YamlNode value) {
      String key = path.get(0);
      Map<String, Entry> changed = new LinkedHashMap<>(entries);
      if (path.size() == 1) {
        changed.put(key, new Entry(value.place(), value));
      } else {
        @Nullable Entry old = entries.get(key);
        Mapping inner =
            old == null
                ? new Mapping(value.place(), Map.of())
                : old.value().asMapping(value.place());
        changed.put(
            key,
            new Entry(
                old == null ? value.place() : old.place(),
                inner.with(path.subList(1, path.size()), value)));
      }
      return new Mapping(place, changed);
    }
  }

  /**
   * A value with its key.
   *
   * @param place where the key is
   * @param value what it stands for
   */
  record Entry(String place, YamlNode value) {}

  /**
   * A list.
   *
   * @param place where it begins
   * @param items in order
   */
  record Sequence(String place, List<YamlNode> items) implements YamlNode {
    @Override
    public String shown() {
      return "a list";
    }

    @Override
    public String toYaml() {
      return items.stream().map(YamlNode::toYaml).collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /**
   * One word, number or text.
   *
   * @param place where it is
   * @param kind what YAML takes it for
   * @param text as written, without quotes and escapes
   */
  record Scalar(String place, Kind kind, String text) implements YamlNode {
    @Override
    public String shown() {
      return switch (kind) {
        case TEXT -> quoted(text);
        case NOTHING -> "nothing";
        case INTEGER, DECIMAL, BOOLEAN -> shortened(text);
      };
    }

    @Override
    public String toYaml() {
      return kind == Kind.TEXT ? textToYaml(text) : text;
    }

    /** A plain word where no reader could take it for something else, else in quotes. */
    private static String textToYaml(String text) {
      boolean plain = text.matches("[A-Za-z][A-Za-z0-9._/-]*") && !text.matches(NOT_TEXT);
      return plain
          ? text
          : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private static final String NOT_TEXT = "(?i)true|false|null|yes|no|on|off|y|n";

    /** What YAML takes a scalar for. */
    public enum Kind {
      TEXT,
      INTEGER,
      DECIMAL,
      BOOLEAN,
      NOTHING
    }
  }

  /** This mapping; of a text one with that {@code type}; of anything else an empty one. */
  private Mapping asMapping(String place) {
    if (this instanceof Mapping mapping) {
      return mapping;
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    if (this instanceof Scalar scalar && scalar.kind() == Scalar.Kind.TEXT) {
      entries.put(ConfigNames.TYPE, new Entry(scalar.place(), scalar));
    }
    return new Mapping(place, entries);
  }

  /** A text from outside in quotes, shortened, on one line. */
  static String quoted(String text) {
    return '"' + shortened(text) + '"';
  }

  /** A text from outside, shortened, on one line. */
  static String shortened(String text) {
    int longest = 60;
    String start = text.length() > longest ? text.substring(0, longest) + "..." : text;
    return start.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ");
  }
}
