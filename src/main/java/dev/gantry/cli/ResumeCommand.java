package dev.gantry.cli;

import dev.gantry.data.ImageSet;
import dev.gantry.report.RunFolder;
import dev.gantry.train.TrainingRun;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Goes on with a run. */
@Command(
    name = "resume",
    description = {
      "Goes on with a run from its newest checkpoint that is whole.",
      "On the CPU with the same number of threads, the result has the same bits as that of a run"
          + " that was never stopped."
    })
final class ResumeCommand extends GantrySubcommand {
  @Parameters(paramLabel = "RUN", description = "Folder of the run.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private Path folder;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private DataOptions data;

  @Option(names = "--no-export", description = "Do not export the generator when the run ends.")
  private boolean noExport;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      defaultValue = Workspace.MODELS,
      description = "Folder that models are exported to, as NAME/VERSION; ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default
  private Path models;

  @Override
  public Integer call() {
    TrainingRun run = TrainingRun.open(RunFolder.open(folder));
    // Before the data, which may take long to decode in vain.
    run.checkpoints().latest();
    ImageSet images = data.load(run.config().data(), workspace(), err());
    Optional<Path> exports = noExport ? Optional.empty() : Optional.of(models);
    return new RunLauncher(workspace(), err(), exports).resume(run, images);
  }
}
