package dev.gantry.cli;

import dev.gantry.explore.ExploreReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where an experiment's folder is written. */
final class ExploreOutput {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder for pictures, numbers.json and index.html; not there yet.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private Path folder;

  /** Refuses a folder that is there, before the work that would be lost. */
  void requireFree() {
    ExploreReport.requireFree(folder);
  }

  /** Writes the folder and prints where its page is. */
  void write(ExploreReport report, PrintWriter out) {
    report.write(folder);
    out.println(folder.resolve(ExploreReport.PAGE));
  }
}
