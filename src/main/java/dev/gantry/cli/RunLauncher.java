package dev.gantry.cli;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;
import dev.gantry.export.GeneratorSnapshot;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.report.Provenance;
import dev.gantry.train.StopSignal;
import dev.gantry.train.Trainer;
import dev.gantry.train.TrainingRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Runs a training from the command line to its end, its signals and its export. */
final class RunLauncher {
  private final Workspace workspace;
  private final PrintWriter err;
  private final Optional<Path> models;

  /**
   * A launcher.
   *
   * @param models folder that the finished model is exported to; empty exports nothing
   */
  RunLauncher(Workspace workspace, PrintWriter err, Optional<Path> models) {
    this.workspace = workspace;
    this.err = err;
    this.models = models;
  }

  int train(TrainingRun run, ImageSet images, List<String> commandLine) {
    err.printf("run %s%n", run.folder());
    Function<String, Provenance> provenance =
        device ->
            new Provenance(
                MachineFacts.software(),
                MachineFacts.machine(device, workspace.host()),
                new Provenance.Data(run.config().data().source(), images.hash(), images.count()),
                run.config().seed(),
                commandLine,
                Instant.now());
    return launch(run, watch -> run.train(images, provenance, watch));
  }

  int resume(TrainingRun run, ImageSet images) {
    return launch(run, watch -> run.resume(images, watch));
  }

  private int launch(TrainingRun run, Function<TrainingRun.Watch, TrainingRun.Ended> course) {
    StopSignal stop = new StopSignal();
    ConsoleProgress progress = new ConsoleProgress(err, workspace.terminalColumns());
    Interruption interruption = Interruption.listen(stop);
    try {
      TrainingRun.Ended ended =
          course.apply(new TrainingRun.Watch(progress, stop, workspace.host()));
      if (ended.outcome() == Trainer.Outcome.STOPPED) {
        progress.say("stopped; go on with: gantry resume " + run.folder());
        return ExitCode.OK;
      }
      progress.say(
          String.format(
              Locale.ROOT,
              "finished after %,d images; look at %s",
              ended.images(),
              run.folder().page()));
      models.ifPresent(folder -> export(run, ended, folder));
      return ExitCode.OK;
    } finally {
      interruption.close();
    }
  }

  private void export(TrainingRun run, TrainingRun.Ended ended, Path folder) {
    RunConfig config = run.config();
    Path version =
        SavedModelExporter.export(
            snapshot(config, ended.generator(), ended.images(), run.folder().name()),
            folder.resolve(config.name()));
    err.printf("exported %s%n", version);
  }

  /** What is exported of a run. */
  static GeneratorSnapshot snapshot(
      RunConfig config, Map<String, float[]> generator, long images, String run) {
    return new GeneratorSnapshot(
        config,
        generator,
        Map.of(
            "gantry",
            MachineFacts.software().gantry(),
            "run",
            run,
            "images",
            Long.toString(images),
            "weights",
            config.average().enabled() ? "averaged" : "raw"));
  }
}
