package dev.gantry.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A configuration as single values, for comparing two of them key by key. */
public final class ConfigLeaves {
  /** Keeps numbers as they are written: a double would turn 0.0002 into 2.0E-4. */
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private ConfigLeaves() {}

  /**
   * Every scalar and list of the YAML by its path, such as {@code training.batch}, in the order of
   * the file.
   */
  public static Map<String, String> of(RunConfig config) {
    try {
      Map<String, String> leaves = new LinkedHashMap<>();
      collect("", YAML.readTree(RunConfigWriter.write(config)), leaves);
      return leaves;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a written configuration can be read", e);
    }
  }

  private static void collect(String prefix, JsonNode mapping, Map<String, String> leaves) {
    mapping
        .properties()
        .forEach(
            entry -> {
              JsonNode value = entry.getValue();
              if (value.isObject()) {
                collect(prefix + entry.getKey() + ".", value, leaves);
              } else {
                leaves.put(
                    prefix + entry.getKey(),
                    value.isContainerNode() ? value.toString() : value.asText());
              }
            });
  }
}
