package dev.gantry.export;

import dev.gantry.error.UserException;
import dev.gantry.io.AtomicFile;
import dev.gantry.io.IoFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What tells TensorFlow Serving which models there are, and how to batch requests: text protobufs
 * of {@code ModelServerConfig} and {@code BatchingParameters}.
 */
public final class ServingConfig {
  /** For {@code --model_config_file}. */
  public static final String MODELS = "models.config";

  /** For {@code --batching_parameters_file}. */
  public static final String BATCHING = "batching.config";

  /** Sizes that batches are padded to, so that TensorFlow prepares for few. */
  private static final List<Integer> BATCH_SIZES = List.of(1, 2, 4, 8, 16, 32, 64);

  private static final int TIMEOUT_MICROS = 2000;
  private static final int QUEUED_BATCHES = 100;

  private ServingConfig() {}

  /**
   * Writes both files for all models in a folder, in place of those that are there.
   *
   * @param models the folder of models, {@code savedmodels}
   * @param seen the same folder as the server sees it, such as {@code /models} in its container
   * @return the file of models
   * @throws UserException if the folder has no models, or cannot be read or written
   */
  public static Path write(Path models, String seen) {
    List<String> names = names(models);
    if (names.isEmpty()) {
      throw new UserException(
          "%s has no exported models; export a run into it first".formatted(models));
    }
    Path file = models.resolve(MODELS);
    writeText(file, modelList(names, seen));
    writeText(models.resolve(BATCHING), batching());
    return file;
  }

  private static void writeText(Path file, String text) {
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> names(Path models) {
    try (Stream<Path> entries = Files.list(models)) {
      return entries
          .filter(entry -> !ModelVersion.of(entry).isEmpty())
          .map(entry -> String.valueOf(entry.getFileName()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw IoFailure.reading(models, e);
    }
  }

  private static String modelList(List<String> names, String seen) {
    StringBuilder text = new StringBuilder("model_config_list {\n");
    for (String name : names) {
      text.append("  config {\n    name: ")
          .append(quoted(name))
          .append("\n    base_path: ")
          .append(quoted(seen + "/" + name))
          .append("\n    model_platform: \"tensorflow\"\n  }\n");
    }
    return text.append("}\n").toString();
  }

  private static String batching() {
    int largest = BATCH_SIZES.get(BATCH_SIZES.size() - 1);
    StringBuilder text =
        new StringBuilder()
            .append("max_batch_size { value: %d }\n".formatted(largest))
            .append("batch_timeout_micros { value: %d }\n".formatted(TIMEOUT_MICROS))
            .append("max_enqueued_batches { value: %d }\n".formatted(QUEUED_BATCHES));
    BATCH_SIZES.forEach(size -> text.append("allowed_batch_sizes: %d\n".formatted(size)));
    return text.toString();
  }

  /** As a string of a text protobuf. */
  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
