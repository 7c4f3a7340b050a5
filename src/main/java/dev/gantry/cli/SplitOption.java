package dev.gantry.cli;

import dev.gantry.data.DataConfig;
import picocli.CommandLine.Option;

/** Which part of a source of images a command reads. */
final class SplitOption {
  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "TRAIN",
      description = "train or test, of sources that have both; ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default
  private DataConfig.Split split;

  DataConfig.Split split() {
    return split;
  }
}
