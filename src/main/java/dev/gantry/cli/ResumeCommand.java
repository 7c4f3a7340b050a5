package dev.gantry.cli;

import dev.gantry.data.ImageSet;
import dev.gantry.report.RunFolder;
import dev.gantry.train.Checkpoint;
import dev.gantry.train.TrainingRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
          + " that was never stopped.",
      "A run that is finished goes further with --set training.kimg=N."
    })
final class ResumeCommand extends GantrySubcommand {
  @Parameters(paramLabel = "RUN", description = "Folder of the run.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private Path folder;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Change a key of the run's configuration from here on: training.kimg, training.device,"
              + " training.threads, report, checkpoint, the optimizers' learning-rate, schedule and"
              + " clip-norm; may be given again.")
  private List<String> settings = new ArrayList<>();

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
    TrainingRun run = TrainingRun.open(RunFolder.open(folder), settings);
    // Before the data, which may take long to decode in vain.
    Checkpoint checkpoint = run.resumable();
    if (run.isFinished(checkpoint)) {
      err()
          .printf(
              Locale.ROOT,
              "%s is finished: %,d images were shown; go further by gantry resume %s --set"
                  + " training.kimg=N, export it by gantry export %s%n",
              folder,
              checkpoint.images(),
              folder,
              folder);
      return ExitCode.OK;
    }
    ImageSet images = data.load(run.config().data(), workspace(), err());
    Optional<Path> exports = noExport ? Optional.empty() : Optional.of(models);
    return new RunLauncher(workspace(), err(), exports).resume(run, images, commandLine());
  }
}
