package dev.gantry.cli;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;
import dev.gantry.report.RunFolder;
import dev.gantry.train.Trainer;
import dev.gantry.train.TrainingRun;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a new run. */
@Command(
    name = "train",
    description = {
      "Trains a generator and a discriminator as a configuration says.",
      "Everything that the run leaves behind is in its folder; the trained generator is exported"
          + " when it ends."
    })
final class TrainCommand extends GantrySubcommand {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ConfigOptions config;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private DataOptions data;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "Folder of the run, new or empty; by default the next number under runs/.")
  private @Nullable Path folder;

  @Option(
      names = "--dry-run",
      description =
          "Load the data, time a few iterations, and say what the run would be; write nothing.")
  private boolean dryRun;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ExportOptions export;

  @Override
  public Integer call() {
    RunConfig read = config.read(workspace());
    ImageSet images =
        data.load(read.data(), workspace(), err(), classes -> Trainer.checkClasses(read, classes));
    Trainer.check(read, images);
    if (dryRun) {
      return new DryRun(read, images, out(), err()).print();
    }
    RunFolder run =
        folder == null
            ? RunFolder.create(Path.of(Workspace.RUNS), read.name())
            : RunFolder.createAt(folder);
    return new RunLauncher(workspace(), err(), export.folder())
        .train(new TrainingRun(run, read), images, commandLine());
  }
}
