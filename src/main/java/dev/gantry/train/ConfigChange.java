package dev.gantry.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigWriter;
import dev.gantry.error.UserException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What may change of a configuration between a checkpoint and the run that goes on from it: nothing
 * that the variables, the images or their order depend on.
 */
final class ConfigChange {
  /** The source, less what is left out, may be the same images elsewhere: their hash decides. */
  private static final Pattern FREE =
      Pattern.compile(
          "name|data\\.(source|exclude)|training\\.(kimg|device|threads)|report\\..+|checkpoint\\..+"
              + "|optimizer\\.(generator|discriminator)\\.(learning-rate|clip-norm|schedule.*)");

  private ConfigChange() {}

  /**
   * Compares the configurations key by key.
   *
   * @throws UserException that names the first key that must not change
   */
  static void check(RunConfig saved, RunConfig now) {
    Map<String, String> before = leaves(saved);
    Map<String, String> after = leaves(now);
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    for (String key : keys) {
      if (!FREE.matcher(key).matches() && !Objects.equals(before.get(key), after.get(key))) {
        throw new UserException(
            "%s is %s, but the run was begun with %s; a resumed run may change training.kimg, training.device, training.threads, report, checkpoint, and the optimizers' learning-rate, schedule and clip-norm: for all else start a new run with gantry train"
                .formatted(key, shown(after.get(key)), shown(before.get(key))));
      }
    }
  }

  private static String shown(@Nullable String value) {
    return value == null ? "absent" : value;
  }

  /** Every scalar and list of the YAML by its path, such as {@code training.batch}. */
  private static Map<String, String> leaves(RunConfig config) {
    try {
      Map<String, String> leaves = new TreeMap<>();
      collect("", new YAMLMapper().readTree(RunConfigWriter.write(config)), leaves);
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
