package dev.gantry.cli;

import dev.gantry.data.DataFetcher;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Fetches a known data set. */
@Command(
    name = "fetch",
    description = {
      "Fetches a data set into the cache, checks it, and goes on where an earlier try stopped.",
      "The cache is GANTRY_CACHE, else XDG_CACHE_HOME/gantry, else ~/.cache/gantry."
    })
final class DataFetchCommand extends GantrySubcommand {
  @Parameters(paramLabel = "NAME", description = "mnist, fashion-mnist or cifar10.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private String name;

  @Override
  public Integer call() {
    try (CountProgress progress =
        new CountProgress(err(), workspace().terminalColumns(), "fetching", "bytes")) {
      Path folder = new DataFetcher().fetch(name, workspace().dataPaths(null), progress::update);
      progress.finish();
      out().println(folder);
    }
    return ExitCode.OK;
  }
}
