package dev.gantry.cli;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;
import dev.gantry.error.RunException;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.report.Provenance;
import dev.gantry.train.Peers;
import dev.gantry.train.StopSignal;
import dev.gantry.train.Trainer;
import dev.gantry.train.TrainingRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Runs a training from the command line to its end, its signals and its export. */
final class RunLauncher {
  private final Workspace workspace;
  private final PrintWriter err;
  private final Optional<Path> models;
  private final Peers peers;

  /**
   * A launcher.
   *
   * @param models folder that the finished model is exported to; empty exports nothing
   */
  RunLauncher(Workspace workspace, PrintWriter err, Optional<Path> models) {
    this(workspace, err, models, Peers.none());
  }

  /**
   * A launcher of one of several processes that train a run together.
   *
   * @param models folder that the chief exports the finished model to; empty exports nothing
   * @param peers the others
   */
  RunLauncher(Workspace workspace, PrintWriter err, Optional<Path> models, Peers peers) {
    this.workspace = workspace;
    this.err = err;
    this.models = models;
    this.peers = peers;
  }

  /**
   * What is run.
   *
   * @param classes names of the images' classes
   * @param body from the start or from a checkpoint
   */
  private record Course(
      TrainingRun run, List<String> classes, Function<TrainingRun.Watch, TrainingRun.Ended> body) {}

  int train(TrainingRun run, ImageSet images, List<String> commandLine) {
    err.printf("run %s%n", run.folder());
    return launch(
        new Course(
            run,
            images.classes(),
            watch -> run.train(images, provenance(run.config(), images, commandLine), watch)));
  }

  int resume(TrainingRun run, ImageSet images, List<String> commandLine) {
    return launch(
        new Course(
            run,
            images.classes(),
            watch -> run.resume(images, provenance(run.config(), images, commandLine), watch)));
  }

  /** Trains along with the chief, which has the run's folder. */
  int help(RunConfig config, ImageSet images) {
    StopSignal stop = new StopSignal();
    Interruption interruption = Interruption.listen(stop);
    workspace.onParentsEnd(stop::request);
    try (Trainer trainer = Trainer.helper(config, images, new HelperProgress(err), stop, peers)) {
      Trainer.Outcome outcome = trainer.join();
      requireOwnStop(outcome, stop);
      err.println(outcome == Trainer.Outcome.STOPPED ? "stopped" : "finished");
      return ExitCode.OK;
    } finally {
      interruption.close();
    }
  }

  /** Whoever restarts what failed must not take this process for one that is done. */
  private void requireOwnStop(Trainer.Outcome outcome, StopSignal stop) {
    if (outcome == Trainer.Outcome.STOPPED && !peers.replica().isAlone() && !stop.isRequested()) {
      throw new RunException(
          "another worker was told to stop, so that all did, and the chief saved; start all workers"
              + " again with the same command to go on");
    }
  }

  private Function<String, Provenance> provenance(
      RunConfig config, ImageSet images, List<String> commandLine) {
    return device ->
        new Provenance(
            MachineFacts.software(),
            MachineFacts.machine(device, workspace.host()),
            new Provenance.Data(config.data().source(), images.hash(), images.count()),
            config.seed(),
            commandLine,
            Instant.now());
  }

  private int launch(Course course) {
    StopSignal stop = new StopSignal();
    Interruption interruption = Interruption.listen(stop);
    workspace.onParentsEnd(stop::request);
    // The log is closed first: once the interruption is, the JVM may be gone.
    try (RunLog log = RunLog.open(course.run().folder().log())) {
      return launch(course, stop, log);
    } finally {
      interruption.close();
    }
  }

  private int launch(Course course, StopSignal stop, RunLog log) {
    ConsoleProgress progress = new ConsoleProgress(err, workspace.terminalColumns(), log::line);
    try {
      TrainingRun.Ended ended =
          course.body().apply(new TrainingRun.Watch(progress, stop, workspace.host(), peers));
      end(course, ended, progress);
      requireOwnStop(ended.outcome(), stop);
      return ExitCode.OK;
    } catch (RuntimeException | Error thrown) {
      progress.clear();
      log.failed(thrown);
      if (Failure.of(thrown).isBug()) {
        throw new LoggedException(course.run().folder().log(), thrown);
      }
      throw thrown;
    }
  }

  private void end(Course course, TrainingRun.Ended ended, ConsoleProgress progress) {
    TrainingRun run = course.run();
    if (ended.outcome() == Trainer.Outcome.STOPPED) {
      progress.say("stopped; go on with: " + remedy(run));
      return;
    }
    progress.say(
        String.format(
            Locale.ROOT,
            "finished after %,d images; look at %s",
            ended.images(),
            run.folder().page()));
    models.ifPresent(folder -> progress.say("exported " + export(course, ended, folder)));
  }

  private String remedy(TrainingRun run) {
    return peers.replica().isAlone()
        ? "gantry resume " + run.folder()
        : "gantry cluster or gantry train --cluster, and --run " + run.folder();
  }

  private static Path export(Course course, TrainingRun.Ended ended, Path folder) {
    return SavedModelExporter.export(
        RunSnapshot.of(course.run(), ended, course.classes()),
        folder.resolve(course.run().config().name()));
  }
}
