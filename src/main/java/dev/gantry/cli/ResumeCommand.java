package dev.gantry.cli;

import dev.gantry.data.ImageSet;
import dev.gantry.train.Checkpoint;
import dev.gantry.train.TrainingRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private RunArgument source;

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

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ExportOptions export;

  @Override
  public Integer call() {
    TrainingRun run = source.open(settings);
    // Before the data, which may take long to decode in vain.
    Checkpoint checkpoint = run.resumable();
    if (run.isFinished(checkpoint)) {
      err()
          .printf(
              Locale.ROOT,
              "%s is finished: %,d images were shown; go further by gantry resume %s --set"
                  + " training.kimg=N, export it by gantry export %s%n",
              source.path(),
              checkpoint.images(),
              source.path(),
              source.path());
      return ExitCode.OK;
    }
    ImageSet images = data.load(run.config().data(), workspace(), err());
    return new RunLauncher(workspace(), err(), export.folder()).resume(run, images, commandLine());
  }
}
