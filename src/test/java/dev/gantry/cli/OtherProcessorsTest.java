package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TensorFlow leaves its oneDNN off on processors without AVX-512 and on ARM. */
class OtherProcessorsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"float32", "bfloat16"})
  void trainsWithoutOneDnn(String precision) throws Exception {
    Gantry gantry = new Gantry(folder);
    try (GantryProcess run =
        GantryProcess.start(
            gantry,
            List.of("env", "TF_ENABLE_ONEDNN_OPTS=0"),
            List.of(),
            "train",
            "@tiny.yaml",
            "--run",
            "@run",
            "--no-export",
            "--set",
            "training.kimg=0.02",
            "--set",
            "training.precision=" + precision,
            // Enough channels for everything that is fused.
            "--set",
            "model.generator={type: dcgan, width: 4}")) {
      assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    }
  }
}
