package dev.gantry.cli;

import dev.gantry.export.Trust;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The generator that a command works with. */
final class ModelArgument {
  @Parameters(
      index = "0",
      paramLabel = "MODEL|RUN",
      description = "An exported model (savedmodels/NAME), or the folder of a run.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private Path path;

  @Option(
      names = "--trust-model",
      description =
          "Open a model even if its graph does more than calculate, such as reading files.")
  private boolean trusted;

  /** As it was given. */
  Path path() {
    return path;
  }

  /** What it stands for. */
  ModelOrRun modelOrRun() {
    return new ModelOrRun(path, trusted ? Trust.EVERYTHING : Trust.CALCULATION);
  }
}
