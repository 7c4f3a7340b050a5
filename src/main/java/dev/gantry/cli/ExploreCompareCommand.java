package dev.gantry.cli;

import dev.gantry.explore.RunComparison;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Compares runs. */
@Command(
    name = "compare",
    description =
        "Shows runs side by side at the same number of images shown: what differs in their"
            + " configurations, generated images, curves, numbers.")
final class ExploreCompareCommand extends GantrySubcommand {
  @Parameters(arity = "1..*", paramLabel = "RUN", description = "Folders of 2 to 7 runs.")
  private List<Path> runs = List.of();

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ExploreOutput output;

  @Override
  public Integer call() {
    output.requireFree();
    output.write(RunComparison.of(runs).explore(), out());
    return ExitCode.OK;
  }
}
