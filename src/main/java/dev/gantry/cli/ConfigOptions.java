package dev.gantry.cli;

import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A configuration, and what is changed of it. */
final class ConfigOptions {
  @Parameters(
      paramLabel = "CONFIG",
      description = "The run's configuration, such as configs/quickstart.yaml.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Set a key of the configuration, such as training.batch=64; may be given again.")
  private List<String> settings = new ArrayList<>();

  RunConfig read() {
    return RunConfigReader.read(file, settings);
  }
}
