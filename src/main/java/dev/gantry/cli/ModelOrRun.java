package dev.gantry.cli;

import dev.gantry.Generator;
import dev.gantry.Upscaler;
import dev.gantry.error.UserException;
import dev.gantry.export.GeneratorSnapshot;
import dev.gantry.export.ModelDirectory;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.export.Trust;
import dev.gantry.io.AtomicFolder;
import dev.gantry.io.IoFailure;
import dev.gantry.report.RunFolder;
import dev.gantry.train.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A path that a person gives for a generator: an exported model, or the folder of a run.
 *
 * @param trust what a model may do
 */
record ModelOrRun(Path path, Trust trust) {
  private boolean isRun() {
    return isRun(path);
  }

  /** Whether a path is the folder of a run. */
  static boolean isRun(Path path) {
    return Files.isRegularFile(path.resolve("config.yaml"));
  }

  /**
   * The generator of the newest checkpoint that is whole.
   *
   * @throws UserException if the path is not a run, or it has no whole checkpoint
   */
  private GeneratorSnapshot snapshot() {
    TrainingRun run = TrainingRun.open(RunFolder.open(path));
    return new RunSnapshot(run, run.checkpoints().latest()).generator();
  }

  /** Opens the generator; a run's is exported aside first, so that both are the same thing. */
  Generator open() {
    if (!isRun()) {
      return Generator.open(path, trust);
    }
    return aside(fromLatents(), version -> Generator.open(version));
  }

  /**
   * Opens a generator by the folder of one version, likewise; what is opened holds on to nothing in
   * the folder.
   */
  <T> T openVersion(BiFunction<Path, Trust, T> open) {
    return isRun()
        ? aside(fromLatents(), version -> open.apply(version, trust))
        : open.apply(ModelDirectory.open(path).path(), trust);
  }

  private GeneratorSnapshot fromLatents() {
    GeneratorSnapshot snapshot = snapshot();
    if (enlarges(snapshot)) {
      throw new UserException(
          "%s is a run that enlarges pictures; give it to gantry upscale".formatted(path));
    }
    return snapshot;
  }

  /** Opens a generator that enlarges pictures, likewise. */
  Upscaler openUpscaler() {
    if (!isRun()) {
      return Upscaler.open(path, trust);
    }
    GeneratorSnapshot snapshot = snapshot();
    if (!enlarges(snapshot)) {
      throw new UserException(
          "%s is a run that makes pictures from latents; give it to gantry sample".formatted(path));
    }
    return aside(snapshot, version -> Upscaler.open(version));
  }

  private static boolean enlarges(GeneratorSnapshot snapshot) {
    return snapshot.config().generator().enlarges().isPresent();
  }

  private static <T> T aside(GeneratorSnapshot snapshot, Function<Path, T> open) {
    try {
      Path aside = Files.createTempDirectory("gantry-sample");
      try {
        return open.apply(SavedModelExporter.export(snapshot, aside.resolve("model")));
      } finally {
        AtomicFolder.delete(aside);
      }
    } catch (IOException e) {
      throw IoFailure.writing(Path.of(System.getProperty("java.io.tmpdir", "/tmp")), e);
    }
  }
}
