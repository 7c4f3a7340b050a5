package dev.gantry.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.error.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text of the messages ModelServerConfig and BatchingParameters of TensorFlow Serving. */
class ServingConfigTest {
  @TempDir private Path models;

  @Test
  void everyModelWithAVersionIsServed() throws IOException {
    Files.createDirectories(models.resolve("digits/1"));
    Files.createDirectories(models.resolve("cats/2"));
    Files.createDirectories(models.resolve("empty/not-a-version"));
    Files.createFile(models.resolve("README.md"));

    Path file = ServingConfig.write(models, "/models");

    assertThat(file).isEqualTo(models.resolve("models.config"));
    assertThat(file)
        .hasContent(
            """
            model_config_list {
              config {
                name: "cats"
                base_path: "/models/cats"
                model_platform: "tensorflow"
              }
              config {
                name: "digits"
                base_path: "/models/digits"
                model_platform: "tensorflow"
              }
            }
            """);
    assertThat(Files.readAllLines(models.resolve("batching.config")))
        .containsExactly(
            "max_batch_size { value: 64 }",
            "batch_timeout_micros { value: 2000 }",
            "max_enqueued_batches { value: 100 }",
            "allowed_batch_sizes: 1",
            "allowed_batch_sizes: 2",
            "allowed_batch_sizes: 4",
            "allowed_batch_sizes: 8",
            "allowed_batch_sizes: 16",
            "allowed_batch_sizes: 32",
            "allowed_batch_sizes: 64");
  }

  @Test
  void aFolderWithoutModelsIsRefused() {
    assertThatThrownBy(() -> ServingConfig.write(models, "/models"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has no exported models");
  }
}
