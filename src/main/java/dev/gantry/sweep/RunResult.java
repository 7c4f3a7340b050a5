package dev.gantry.sweep;

import dev.gantry.error.UserException;
import dev.gantry.io.AtomicFolder;
import dev.gantry.io.IoFailure;
import dev.gantry.report.Charts;
import dev.gantry.report.RunFolder;
import dev.gantry.report.RunState;
import dev.gantry.report.StatsLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** What the run of a trial left behind. */
record RunResult(Path folder) {
  /** Whether there is a checkpoint to go on from. */
  boolean isResumable() {
    Path checkpoints = folder.resolve("checkpoints");
    if (!Files.isRegularFile(folder.resolve("config.yaml")) || !Files.isDirectory(checkpoints)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(checkpoints)) {
      return entries.anyMatch(entry -> String.valueOf(entry.getFileName()).matches("\\d.*"));
    } catch (IOException e) {
      throw IoFailure.reading(checkpoints, e);
    }
  }

  /** Makes room for a run from the start. */
  void clear() {
    try {
      AtomicFolder.delete(folder);
    } catch (IOException e) {
      throw IoFailure.writing(folder, e);
    }
  }

  boolean isFinished() {
    return RunState.read(RunFolder.open(folder)).status() == RunState.Status.FINISHED;
  }

  /** How much of it is done, 0 to 1. */
  double share() {
    if (!Files.isRegularFile(folder.resolve("config.yaml"))) {
      return 0;
    }
    RunFolder run = RunFolder.open(folder);
    if (!Files.isRegularFile(run.state())) {
      return 0;
    }
    RunState state = RunState.read(run);
    return state.totalImages() <= 0 ? 0 : (double) state.images() / state.totalImages();
  }

  /** How far it came; nowhere where nothing can be read of it. */
  Trial.Course course() {
    Path file = folder.resolve("stats.jsonl");
    if (!Files.isRegularFile(file)) {
      return new Trial.Course(0, 0);
    }
    try {
      Map<String, Charts.Curve> curves = StatsLog.curves(file);
      return curves.containsKey("kimg")
          ? new Trial.Course(last(curves, "kimg"), last(curves, "seconds_elapsed"))
          : new Trial.Course(0, 0);
    } catch (UserException e) {
      // A damaged file is told of where the metric is looked for.
      return new Trial.Course(0, 0);
    }
  }

  /**
   * The last value of a metric.
   *
   * @throws UserException if there is none, or it is not finite
   */
  double metric(String key) {
    Path file = folder.resolve("stats.jsonl");
    Map<String, Charts.Curve> curves = StatsLog.curves(file);
    String found = curves.containsKey("metrics." + key) ? "metrics." + key : key;
    if (!curves.containsKey(found)) {
      throw new UserException(
          "%s has no %s, but %s".formatted(file, key, String.join(", ", curves.keySet())));
    }
    double value = last(curves, found);
    if (!Double.isFinite(value)) {
      throw new UserException("%s is %s in the last line of %s".formatted(key, value, file));
    }
    return value;
  }

  private static double last(Map<String, Charts.Curve> curves, String key) {
    Charts.Curve curve = curves.get(key);
    return curve == null || curve.y().isEmpty() ? 0 : curve.y().get(curve.y().size() - 1);
  }
}
