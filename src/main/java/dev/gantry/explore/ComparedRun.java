package dev.gantry.explore;

import dev.gantry.config.ConfigLeaves;
import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigReader;
import dev.gantry.error.UserException;
import dev.gantry.report.Charts;
import dev.gantry.report.Provenance;
import dev.gantry.report.RunFolder;
import dev.gantry.report.RunState;
import dev.gantry.report.StatsLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * One of several runs.
 *
 * @param name of its folder
 * @param config what was run
 * @param leaves of the configuration, by path
 * @param curves of its statistics, by key
 * @param pictures of the fixed latents, in the order of training; at least one
 * @param status whether it goes on; empty where it does not say
 * @param dataHash of the images that it was trained on; empty where it does not say
 */
record ComparedRun(
    String name,
    RunConfig config,
    Map<String, String> leaves,
    Map<String, Charts.Curve> curves,
    List<RunFolder.Picture> pictures,
    String status,
    String dataHash) {
  /**
   * Reads a run.
   *
   * @throws UserException if it is none, or has nothing yet that could be compared
   */
  static ComparedRun read(Path path) {
    RunFolder folder = RunFolder.open(path);
    RunConfig config = RunConfigReader.read(folder.config(), List.of());
    Map<String, Charts.Curve> curves =
        Files.isRegularFile(folder.stats()) ? StatsLog.curves(folder.stats()) : Map.of();
    List<RunFolder.Picture> pictures = folder.pictures();
    if (curves.isEmpty() || pictures.isEmpty()) {
      throw new UserException(
          "%s has no %s yet; let it train on before it is compared"
              .formatted(path, curves.isEmpty() ? "statistics" : "pictures"));
    }
    return new ComparedRun(
        folder.name(),
        config,
        ConfigLeaves.of(config),
        curves,
        pictures,
        Files.isRegularFile(folder.state()) ? RunState.read(folder).status().word() : "",
        Provenance.read(folder).getOrDefault("data.hash", ""));
  }

  ComparedRun named(String other) {
    return new ComparedRun(other, config, leaves, curves, pictures, status, dataHash);
  }

  /** Thousands of images shown at the last line of statistics. */
  double lastKimg() {
    List<Double> kimg = curves.values().iterator().next().x();
    return kimg.get(kimg.size() - 1);
  }

  /** Thousands of images shown at the last picture. */
  double lastPictureKimg() {
    return pictures.get(pictures.size() - 1).kimg();
  }

  RunFolder.Picture pictureAt(double kimg) {
    return pictures.stream()
        .min(Comparator.comparingDouble(picture -> Math.abs(picture.kimg() - kimg)))
        .orElseThrow();
  }

  /** The value on the line nearest to so many thousands of images; empty where the key is not. */
  OptionalDouble valueAt(String key, double kimg) {
    Charts.Curve curve = curves.get(key);
    if (curve == null) {
      return OptionalDouble.empty();
    }
    int nearest =
        IntStream.range(0, curve.x().size())
            .boxed()
            .min(Comparator.comparingDouble(i -> Math.abs(curve.x().get(i) - kimg)))
            .orElseThrow();
    return OptionalDouble.of(curve.y().get(nearest));
  }
}
