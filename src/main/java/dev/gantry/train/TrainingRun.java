package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigReader;
import dev.gantry.config.RunConfigWriter;
import dev.gantry.data.ImageSet;
import dev.gantry.error.DivergedException;
import dev.gantry.error.RunException;
import dev.gantry.io.AtomicFile;
import dev.gantry.report.ImageGrid;
import dev.gantry.report.Png;
import dev.gantry.report.Provenance;
import dev.gantry.report.RunFolder;
import dev.gantry.report.RunState;
import dev.gantry.report.StatsLog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
   */
  public record Watch(TrainingListener listener, StopSignal stop, String host) {}

  /** A new run in a new folder, which has the configuration at once. */
  public static TrainingRun create(RunFolder folder, RunConfig config) {
    byte[] yaml = RunConfigWriter.write(config).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(folder.config(), out -> out.write(yaml));
    return new TrainingRun(folder, config);
  }

  /** A run that was begun. */
  public static TrainingRun open(RunFolder folder) {
    return new TrainingRun(folder, RunConfigReader.read(folder.config(), List.of()));
  }

  /**
   * Runs from the start.
   *
   * @param provenance given the device, what to write down of the machine
   */
  public Ended train(ImageSet images, Function<String, Provenance> provenance, Watch watch) {
    writeReals(images);
    return run(
        images,
        watch,
        trainer -> {
          provenance.apply(trainer.device()).write(folder);
          return trainer.train();
        });
  }

  /** Goes on from the newest checkpoint that is whole. */
  public Ended resume(ImageSet images, Watch watch) {
    Checkpoint checkpoint = checkpoints().latest();
    StatsLog.truncateAfter(folder.stats(), checkpoint.images());
    return run(images, watch, trainer -> trainer.resume(checkpoint));
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
                watch.stop())) {
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
    } catch (RunException e) {
      endQuietly(recorder, e);
      throw e;
    }
  }

  /** With a full disk the last word may not find room; the reason of the end comes first. */
  private static void endQuietly(RunRecorder recorder, RunException because) {
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
    int[] order = new BatchOrder(config.seed(), images.count(), layout.cells()).indices(0);
    for (int index : order) {
      images.copy(index, cells);
    }
    Png.write(folder.reals(), ImageGrid.ofBytes(cells.flip(), layout), Map.of());
  }
}
