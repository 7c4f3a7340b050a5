package dev.gantry.cli;

import dev.gantry.features.InceptionGraph;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/** Fetches the Inception graph. */
@Command(
    name = "fetch",
    description = {
      "Fetches the Inception graph of 2015 (89 MB) into the cache, checks it, and goes on where an"
          + " earlier try stopped.",
      "The cache is GANTRY_CACHE, else XDG_CACHE_HOME/gantry, else ~/.cache/gantry."
    })
final class MetricsFetchCommand extends GantrySubcommand {
  @Override
  public Integer call() {
    try (CountProgress progress =
        new CountProgress(err(), workspace().terminalColumns(), "fetching", "bytes")) {
      Path graph = InceptionGraph.fetch(workspace().dataPaths(null), progress::update);
      progress.finish();
      out().println(graph);
    }
    return ExitCode.OK;
  }
}
