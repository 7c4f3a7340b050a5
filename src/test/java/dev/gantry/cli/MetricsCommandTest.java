package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
}
