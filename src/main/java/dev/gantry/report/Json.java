package dev.gantry.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON of a run folder, and of all that is reported: names in snake_case, instants in ISO 8601,
 * non-finite numbers as the strings {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}. Keys
 * that a later version may have added are read over.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .addModule(instants())
          .build();

  private Json() {}

  /** The value on one line. */
  static String line(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of numbers and strings has JSON", e);
    }
  }

  /**
   * The value indented, with a line's end.
   *
   * @param value records, maps, lists, strings and numbers
   */
  public static String pretty(Object value) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of numbers and strings has JSON", e);
    }
  }

  /** The value that the text is; empty where it is no such value. */
  public static <T> Optional<T> read(String text, Class<T> type) {
    try {
      return Optional.ofNullable(MAPPER.readValue(text, type));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * The record that the text is, of this version or of one before.
   *
   * @param added what earlier versions left out
   */
  public static <T> Optional<T> read(String text, Class<T> type, Map<String, Object> added) {
    return read(text, ObjectNode.class)
        .map(
            node -> {
              added.forEach((key, value) -> node.putIfAbsent(key, MAPPER.valueToTree(value)));
              return node.toString();
            })
        .flatMap(whole -> read(whole, type));
  }

  /**
   * Every leaf of an object with its path, such as {@code machine.cores}; arrays in one line. Empty
   * where the text is not one object.
   */
  static Map<String, String> flatten(String text) {
    Map<String, String> leaves = new LinkedHashMap<>();
    read(text, ObjectNode.class).ifPresent(node -> flatten("", node, leaves));
    return leaves;
  }

  private static void flatten(String prefix, ObjectNode node, Map<String, String> leaves) {
    node.properties()
        .forEach(
            entry -> {
              String path = prefix + entry.getKey();
              JsonNode value = entry.getValue();
              if (value instanceof ObjectNode inner) {
                flatten(path + ".", inner, leaves);
              } else {
                leaves.put(path, value.isTextual() ? value.textValue() : value.toString());
              }
            });
  }

  private static SimpleModule instants() {
    return new SimpleModule()
        .addSerializer(Instant.class, ToStringSerializer.instance)
        .addDeserializer(Instant.class, new InstantDeserializer());
  }

  private static final class InstantDeserializer extends FromStringDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    InstantDeserializer() {
      super(Instant.class);
    }

    @Override
    protected Instant _deserialize(String value, DeserializationContext context)
        throws IOException {
      try {
        return Instant.parse(value);
      } catch (DateTimeException e) {
        return (Instant)
            context.handleWeirdStringValue(Instant.class, value, "not an ISO 8601 instant");
      }
    }
  }
}
