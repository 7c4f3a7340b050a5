package dev.gantry.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.gantry.config.YamlNode.Entry;
import dev.gantry.config.YamlNode.Mapping;
import dev.gantry.config.YamlNode.Scalar;
import dev.gantry.config.YamlNode.Sequence;
import dev.gantry.error.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * One YAML document to nodes that know their places.
 *
 * <p>Reads tokens, not objects, because Jackson's databind coerces what is refused here and forgets
 * where a value stood. Duplicate keys, aliases, tags, a second document and deep nesting are
 * mistakes.
 */
public final class YamlParser {
  private static final YAMLFactory YAML = new YAMLFactory();
  private static final int DEEPEST = 16;

  private final YAMLParser tokens;
  private final Places places;

  private YamlParser(YAMLParser tokens, Places places) {
    this.tokens = tokens;
    this.places = places;
  }

  /** Names the place of a line and a column, both from 1. */
  public interface Places {
    /** How messages call it. */
    String at(int line, int column);
  }

  /**
   * The document, or nothing where the text has only blanks and comments.
   *
   * @throws UserException where the text is not YAML or has what is refused here
   */
  public static Optional<YamlNode> parse(String text, Places places) {
    try (YAMLParser tokens = YAML.createParser(text)) {
      return new YamlParser(tokens, places).document();
    } catch (JsonProcessingException e) {
      throw syntaxError(e, places);
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory cannot fail to be read", e);
    }
  }

  private Optional<YamlNode> document() throws IOException {
    if (tokens.nextToken() == null) {
      return Optional.empty();
    }
    YamlNode node = node(here(), 0);
    if (tokens.nextToken() != null) {
      throw mistake(here(), "a second YAML document begins; write one document a file");
    }
    return Optional.of(node);
  }

  private YamlNode node(String place, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw mistake(place, "nested deeper than " + DEEPEST + " levels");
    }
    if (tokens.isCurrentAlias()) {
      throw mistake(place, "an alias (*name) is not supported; write the value out");
    }
    if (tokens.getTypeId() != null) {
      throw mistake(place, "a tag (!name) is not supported; leave it out");
    }
    return switch (tokens.currentToken()) {
      case START_OBJECT -> mapping(place, depth);
      case START_ARRAY -> sequence(place, depth);
      case VALUE_NUMBER_INT -> scalar(place, Scalar.Kind.INTEGER);
      case VALUE_NUMBER_FLOAT -> scalar(place, Scalar.Kind.DECIMAL);
      case VALUE_TRUE, VALUE_FALSE -> scalar(place, Scalar.Kind.BOOLEAN);
      case VALUE_NULL -> scalar(place, Scalar.Kind.NOTHING);
      default -> scalar(place, Scalar.Kind.TEXT);
    };
  }

  private Scalar scalar(String place, Scalar.Kind kind) throws IOException {
    return new Scalar(place, kind, tokens.getText());
  }

  private Sequence sequence(String place, int depth) throws IOException {
    List<YamlNode> items = new ArrayList<>();
    while (tokens.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(here(), depth + 1));
    }
    return new Sequence(place, items);
  }

  private Mapping mapping(String place, int depth) throws IOException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    while (tokens.nextToken() != JsonToken.END_OBJECT) {
      String key = tokens.currentName();
      String keyPlace = here();
      @Nullable Entry first = entries.get(key);
      if (first != null) {
        throw mistake(
            keyPlace,
            "duplicate key %s, first at %s; remove one"
                .formatted(YamlNode.quoted(key), first.place()));
      }
      tokens.nextToken();
      entries.put(key, new Entry(keyPlace, node(here(), depth + 1)));
    }
    return new Mapping(place, entries);
  }

  private String here() {
    JsonLocation location = tokens.currentTokenLocation();
    return places.at(location.getLineNr(), location.getColumnNr());
  }

  private static UserException mistake(String place, String message) {
    return new UserException(place + ": " + message);
  }

  private static UserException syntaxError(JsonProcessingException e, Places places) {
    // The exception's own location is that of the last good token; SnakeYAML's mark is exact.
    if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
      Mark mark = yaml.getProblemMark();
      String context = yaml.getContext() == null ? "" : " " + yaml.getContext();
      return syntaxError(
          places.at(mark.getLine() + 1, mark.getColumn() + 1), yaml.getProblem() + context, e);
    }
    JsonLocation location = e.getLocation();
    String place =
        location == null
            ? places.at(1, 1)
            : places.at(location.getLineNr(), location.getColumnNr());
    return syntaxError(place, String.valueOf(e.getOriginalMessage()), e);
  }

  private static UserException syntaxError(String place, String problem, Exception cause) {
    String line = problem.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
    return new UserException(place + ": not valid YAML: " + line, cause);
  }
}
