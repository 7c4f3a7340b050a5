package dev.gantry.cli;

import dev.gantry.report.RunFolder;
import dev.gantry.train.TrainingRun;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The run that a command works with. */
final class RunArgument {
  @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a run.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private Path path;

  /** As it was given. */
  Path path() {
    return path;
  }

  /** Opens the run. */
  TrainingRun open() {
    return open(List.of());
  }

  /**
   * Opens the run with changes to its configuration.
   *
   * @param settings as key=value
   */
  TrainingRun open(List<String> settings) {
    return TrainingRun.open(RunFolder.open(path), settings);
  }
}
