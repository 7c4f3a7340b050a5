package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsCommandTest {
  @TempDir Path folder;

  @Test
  void metricsAloneIsNoCommand() {
    Gantry.Result result = new Gantry(folder).run("metrics");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err()).contains("Missing command", "Try: gantry metrics --help");
  }

  @Test
  void fetchSaysWhereItKeepsTheGraph() {
    Gantry.Result result = new Gantry(folder).run("metrics", "fetch", "--help");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).contains("Inception graph of 2015", "GANTRY_CACHE");
  }

  @Test
  void selfcheckAsksForTheOriginalImagesAndForTheGraph() throws Exception {
    Gantry gantry = new Gantry(folder);
    Gantry.Result jpegs = gantry.run("metrics", "selfcheck", "--cifar", "@");
    assertThat(jpegs.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(jpegs.errLines()).hasSize(1).first().asString().contains("has no data_batch_1.bin");

    Files.write(gantry.path("data_batch_1.bin"), new byte[3073]);
    Gantry.Result graph = gantry.run("metrics", "selfcheck", "--cifar", "@");
    assertThat(graph.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(graph.errLines())
        .hasSize(1)
        .first()
        .asString()
        .contains("no Inception graph was found", "run gantry metrics fetch");
    Gantry.Result wrong =
        gantry.run("metrics", "selfcheck", "--cifar", "@", "--inception", "@data_batch_1.bin");
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(wrong.errLines())
        .hasSize(1)
        .first()
        .asString()
        .contains("it has 3,073 bytes, not 95,673,916");
  }
}
