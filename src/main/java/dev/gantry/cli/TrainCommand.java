package dev.gantry.cli;

import dev.gantry.cluster.ClusterPeers;
import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.report.RunFolder;
import dev.gantry.train.Replica;
import dev.gantry.train.Trainer;
import dev.gantry.train.TrainingRun;
import java.nio.file.Path;
import java.util.Optional;
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

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ClusterOptions cluster;

  @Override
  public Integer call() {
    RunConfig read = config.read(workspace());
    Optional<ClusterOptions.Membership> membership = cluster.membership();
    if (membership.isPresent()) {
      return trainTogether(read, membership.get());
    }
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

  /** Goes on with a run that is begun, so that a lost task is started again by the same words. */
  private int trainTogether(RunConfig read, ClusterOptions.Membership membership) {
    Replica replica = membership.config().replica(membership.task());
    replica.check(read);
    if (dryRun) {
      throw new UserException("--dry-run is for one process; leave out --cluster and --task");
    }
    Optional<TrainingRun> run =
        replica.isChief() ? Optional.of(new TrainingRun(folder(), read)) : Optional.empty();
    // Before the data, which may take long to decode in vain.
    run.filter(TrainingRun::hasCheckpoint).ifPresent(TrainingRun::resumable);
    ImageSet images =
        data.load(read.data(), workspace(), err(), classes -> Trainer.checkClasses(read, classes));
    Trainer.check(read, images, replica);
    err().printf("%s of %d, waiting for the others%n", membership.task(), replica.count());
    RunLauncher launcher =
        new RunLauncher(
            workspace(),
            err(),
            export.folder(),
            ClusterPeers.start(membership.config(), membership.task(), read.training()));
    if (run.isEmpty()) {
      return launcher.help(read, images);
    }
    return run.get().hasCheckpoint()
        ? launcher.resume(run.get(), images, commandLine())
        : launcher.train(run.get(), images, commandLine());
  }

  private RunFolder folder() {
    if (folder == null) {
      throw new UserException(
          "--run is missing; a run on several workers needs a folder of its own, which it goes on"
              + " in when it is started again");
    }
    return RunFolder.createOrOpen(folder);
  }
}
