package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigReader;
import dev.gantry.config.RunConfigWriter;
import dev.gantry.data.ImageSet;
import dev.gantry.error.DivergedException;
import dev.gantry.error.UserException;
import dev.gantry.io.AtomicFile;
import dev.gantry.report.ImageGrid;
import dev.gantry.report.Png;
import dev.gantry.report.Provenance;
import dev.gantry.report.RunFolder;
import dev.gantry.report.RunLock;
import dev.gantry.report.RunState;
import dev.gantry.report.StatsLog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A run with its folder: what {@link Trainer} does, written down. One at a time a folder; not
 * thread-safe but for the {@link StopSignal}.
 *
 * @param folder where everything is written
 * @param config what is run
 */
public record TrainingRun(RunFolder folder, RunConfig config) {

  /**
   * How a run ended.
   *
   * @param outcome finished or stopped
   * @param generator the generator's variables by full name, averaged where averages are kept
   * @param images real images shown
   */
  public record Ended(Trainer.Outcome outcome, Map<String, float[]> generator, long images) {}

  /**
   * Whoever watches, and may stop it.
   *
   * @param listener hears of the run after it was written down
   * @param stop ends the run early
   * @param host this machine's name, for the events file
   * @param peers the other processes that train the run; the chief alone has its folder
   */
  public record Watch(TrainingListener listener, StopSignal stop, String host, Peers peers) {
    /** Of a run of one process. */
    public Watch(TrainingListener listener, StopSignal stop, String host) {
      this(listener, stop, host, Peers.none());
    }
  }

  /** A run that was begun. */
  public static TrainingRun open(RunFolder folder) {
    return open(folder, List.of());
  }

  /**
   * A run that was begun, and is to go on otherwise.
   *
   * @param settings what is changed of its configuration, each {@code key.path=value}
   */
  public static TrainingRun open(RunFolder folder, List<String> settings) {
    return new TrainingRun(folder, RunConfigReader.read(folder.config(), settings));
  }

  /**
   * Runs from the start.
   *
   * @param provenance given the device, what to write down of the machine
   * @throws dev.gantry.error.UserException if another process is at the folder
   */
  public Ended train(ImageSet images, Function<String, Provenance> provenance, Watch watch) {
    return RunLock.holding(
        folder,
        () -> {
          writeConfig();
          writeReals(images);
          // What a run leaves that ended before its first checkpoint.
          StatsLog.truncateAfter(folder.stats(), 0);
          return run(
              images,
              watch,
              trainer -> {
                provenance.apply(trainer.device()).write(folder);
                return trainer.train();
              });
        });
  }

  /**
   * The newest checkpoint that is whole, after a look whether the run can go on from it.
   *
   * @throws dev.gantry.error.UserException if there is none, or the configuration is not one that
   *     it can be gone on with
   */
  public Checkpoint resumable() {
    Checkpoint checkpoint = checkpoints().latest();
    ConfigChange.check(
        RunConfigReader.read(checkpoint.folder().resolve(Checkpoint.CONFIG), List.of()), config);
    if (checkpoint.step() > config.training().steps()) {
      throw new UserException(
          "training.kimg is %s, but %s has %s kimg behind it; give more"
              .formatted(config.training().kimg(), folder, checkpoint.images() / 1000.0));
    }
    return checkpoint;
  }

  /** Whether nothing is left to do: all images were shown, and the run ended orderly. */
  public boolean isFinished(Checkpoint checkpoint) {
    return checkpoint.step() == config.training().steps()
        && Files.exists(folder.state())
        && RunState.read(folder).status() == RunState.Status.FINISHED;
  }

  /**
   * Goes on from the newest checkpoint that is whole.
   *
   * @param provenance given the device, what to write down of the machine
   * @throws dev.gantry.error.UserException if the run cannot go on, or another process is at it
   */
  public Ended resume(ImageSet images, Function<String, Provenance> provenance, Watch watch) {
    return RunLock.holding(
        folder,
        () -> {
          Checkpoint checkpoint = resumable();
          // What is refused must have changed nothing.
          Trainer.check(config, images, watch.peers().replica());
          checkpoint.requireImages(config.data().source(), images.hash());
          writeConfig();
          StatsLog.truncateAfter(folder.stats(), checkpoint.images());
          return run(
              images,
              watch,
              trainer -> {
                provenance.apply(trainer.device()).writeResumed(folder);
                return trainer.resume(checkpoint);
              });
        });
  }

  /** Whether there is a checkpoint, which need not be whole. */
  public boolean hasCheckpoint() {
    return checkpoints().newest().isPresent();
  }

  private void writeConfig() {
    byte[] yaml = RunConfigWriter.write(config).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(folder.config(), out -> out.write(yaml));
  }

  /** The run's checkpoints. */
  public Checkpoints checkpoints() {
    return new Checkpoints(folder.checkpoints());
  }

  private Ended run(ImageSet images, Watch watch, Function<Trainer, Trainer.Outcome> course) {
    try (RunRecorder recorder =
            new RunRecorder(
                folder, config.report().pictureKimg(), watch.host(), Clock.systemUTC());
        Trainer trainer =
            new Trainer(
                config,
                images,
                checkpoints(),
                TrainingListener.all(List.of(recorder, watch.listener())),
                watch.stop(),
                watch.peers())) {
      return record(recorder, trainer, course);
    }
  }

  private static Ended record(
      RunRecorder recorder, Trainer trainer, Function<Trainer, Trainer.Outcome> course) {
    try {
      Trainer.Outcome outcome = course.apply(trainer);
      recorder.ended(
          outcome == Trainer.Outcome.FINISHED ? RunState.Status.FINISHED : RunState.Status.STOPPED,
          "");
      return new Ended(outcome, trainer.generator(), trainer.images());
    } catch (DivergedException e) {
      recorder.ended(RunState.Status.DIVERGED, String.valueOf(e.getMessage()));
      throw e;
    } catch (RuntimeException | Error e) {
      endQuietly(recorder, e);
      throw e;
    }
  }

  /** With a full disk the last word may not find room; the reason of the end comes first. */
  private static void endQuietly(RunRecorder recorder, Throwable because) {
    try {
      recorder.ended(RunState.Status.STOPPED, String.valueOf(because.getMessage()));
    } catch (RuntimeException e) {
      because.addSuppressed(e);
    }
  }

  private void writeReals(ImageSet images) {
    ImageGrid.Layout layout =
        new ImageGrid.Layout(
            config.report().gridRows(),
            config.report().gridColumns(),
            images.height(),
            images.width(),
            images.channels());
    ByteBuffer cells = ByteBuffer.allocate(layout.cells() * images.imageBytes());
    for (int index : GridLabels.reals(config, images)) {
      images.copy(index, cells);
    }
    Png.write(folder.reals(), ImageGrid.ofBytes(cells.flip(), layout), Map.of());
  }
}
