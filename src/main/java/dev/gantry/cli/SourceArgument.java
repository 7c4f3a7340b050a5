package dev.gantry.cli;

import dev.gantry.data.DataConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The images that a command works through. */
final class SourceArgument {
  @Parameters(
      paramLabel = "SOURCE",
      description =
          "A named source such as cifar10, or the path of a folder, an archive or a file.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private String source;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private SplitOption split;

  /** As it was given. */
  String source() {
    return source;
  }

  DataConfig.Split split() {
    return split.split();
  }
}
