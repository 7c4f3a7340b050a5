package dev.gantry.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether, and where to, a run is exported when it ends. */
final class ExportOptions {
  @Option(names = "--no-export", description = "Do not export the generator when the run ends.")
  private boolean noExport;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      defaultValue = Workspace.MODELS,
      description = "Folder that models are exported to, as NAME/VERSION; ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default
  private Path models;

  /** These options again, for another process. */
  List<String> words() {
    return noExport ? List.of("--no-export") : List.of("--models", models.toString());
  }

  /** The folder of models; empty where nothing is exported. */
  Optional<Path> folder() {
    return noExport ? Optional.empty() : Optional.of(models);
  }
}
