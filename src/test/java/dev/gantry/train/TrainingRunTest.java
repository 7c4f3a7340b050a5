package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigReader;
import dev.gantry.data.ImageSet;
import dev.gantry.error.DivergedException;
import dev.gantry.error.UserException;
import dev.gantry.io.AtomicFolder;
import dev.gantry.report.Provenance;
import dev.gantry.report.RunFolder;
import dev.gantry.report.RunState;
import dev.gantry.report.Stats;
import dev.gantry.report.StatsLog;
import dev.gantry.testing.LeakCheck;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A run from its start to its end in a folder of its own, and what stands there afterwards. */
@ExtendWith(LeakCheck.class)
class TrainingRunTest {
  private static final List<String> GRIDS =
      List.of("reals.png", "fakes-init.png", "fakes-000000.040.png", "fakes-000000.080.png");

  @TempDir Path parent;

  private final TinyRun.Memory memory = new TinyRun.Memory();
  private final StopSignal stop = new StopSignal();

  private TrainingRun create(String... settings) {
    return new TrainingRun(RunFolder.createAt(parent.resolve("run")), TinyRun.config(settings));
  }

  private TrainingRun.Watch watch() {
    return new TrainingRun.Watch(memory, stop, "host");
  }

  private static ImageSet images(TrainingRun run) {
    return TinyRun.images(run.config(), 10);
  }

  private TrainingRun.Ended train(TrainingRun run) {
    return run.train(images(run), device -> provenance(run.config(), device), watch());
  }

  private static TrainingRun.Ended resume(TrainingRun run, TrainingRun.Watch watch) {
    return run.resume(images(run), device -> provenance(run.config(), device), watch);
  }

  private static Provenance provenance(RunConfig config, String device) {
    return new Provenance(
        new Provenance.Software("1", "", "17", "2"),
        new Provenance.Machine("", "", 1, 1, device, "host"),
        new Provenance.Data("noise", "noise-10", 10),
        config.seed(),
        List.of("train"),
        Instant.EPOCH);
  }

  private static List<Long> imagesOfTicks(TrainingRun run) {
    return StatsLog.read(run.folder().stats()).stream().map(Stats::images).toList();
  }

  @Test
  void aFinishedRunLeavesAllItsFilesReadable() throws Exception {
    TrainingRun run = create();

    TrainingRun.Ended ended = train(run);

    assertThat(ended.outcome()).isEqualTo(Trainer.Outcome.FINISHED);
    assertThat(ended.images()).isEqualTo(80);
    RunFolder folder = run.folder();
    for (String grid : GRIDS) {
      BufferedImage image = ImageIO.read(folder.path().resolve(grid).toFile());
      assertThat(image.getWidth()).as(grid).isGreaterThanOrEqualTo(2 * 8);
    }
    assertThat(imagesOfTicks(run)).containsExactly(20L, 40L, 60L, 80L);
    RunState state = RunState.read(folder);
    assertThat(state.status()).isEqualTo(RunState.Status.FINISHED);
    assertThat(state.images()).isEqualTo(80);
    assertThat(state.totalImages()).isEqualTo(80);
    assertThat(RunConfigReader.read(folder.config(), List.of())).isEqualTo(run.config());
    assertThat(Files.readString(folder.provenance())).contains("noise-10", "CPU");
    assertThat(Files.readString(folder.page())).startsWith("<!").contains("</html>");
    assertThat(ImageIO.read(folder.film().toFile())).isNotNull();
    try (Stream<Path> files = Files.list(folder.path())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.startsWith("events.out.tfevents."))
          .noneMatch(name -> name.endsWith(".part"));
    }
  }

  @Test
  void aCheckpointHoldsTheGeneratorThatTheRunEndedWith() {
    for (String halfLife : List.of("0.05", "0")) {
      RunConfig config = TinyRun.config("average.half-life-kimg=" + halfLife);
      Checkpoints checkpoints = new Checkpoints(parent.resolve("half-life-" + halfLife));
      try (Trainer trainer =
          new Trainer(config, TinyRun.images(config, 10), checkpoints, memory, stop)) {
        trainer.train();

        assertThat(TrainedNetwork.generator(checkpoints.latest(), config))
            .containsExactlyEntriesOf(trainer.generator());
      }
    }
  }

  @Test
  void aRunResumedFromAnEarlierCheckpointHasNoStatisticsTwice() throws Exception {
    TrainingRun run = create();
    TrainingRun.Ended straight = train(run);
    AtomicFolder.delete(run.folder().checkpoints().resolve("000000.080"));

    TrainingRun again = TrainingRun.open(RunFolder.open(run.folder().path()));
    TrainingRun.Ended resumed = resume(again, watch());

    assertThat(imagesOfTicks(again)).containsExactly(20L, 40L, 60L, 80L);
    assertThat(RunState.read(again.folder()).status()).isEqualTo(RunState.Status.FINISHED);
    assertThat(resumed.generator()).containsExactlyEntriesOf(straight.generator());
  }

  @Test
  void aStoppedRunSaysSoAndGoesOn() {
    TrainingRun run = create();
    stop.request();
    assertThat(train(run).outcome()).isEqualTo(Trainer.Outcome.STOPPED);
    RunState stopped = RunState.read(run.folder());
    assertThat(stopped.status()).isEqualTo(RunState.Status.STOPPED);
    assertThat(stopped.images()).isEqualTo(4);

    TrainingRun.Watch goOn = new TrainingRun.Watch(memory, new StopSignal(), "host");
    assertThat(resume(run, goOn).outcome()).isEqualTo(Trainer.Outcome.FINISHED);

    assertThat(imagesOfTicks(run)).containsExactly(4L, 20L, 40L, 60L, 80L);
  }

  @Test
  void aDivergedRunSaysWhereAndKeepsWhatItHas() {
    TrainingRun run = create("optimizer.discriminator.learning-rate=1e30");

    assertThatThrownBy(() -> train(run)).isInstanceOf(DivergedException.class);

    RunState state = RunState.read(run.folder());
    assertThat(state.status()).isEqualTo(RunState.Status.DIVERGED);
    assertThat(state.message()).contains("not finite in iteration");
    assertThat(run.folder().page()).exists();
  }

  @Test
  void aRunWithoutCheckpointCannotBeResumed() {
    TrainingRun run = create();

    assertThatThrownBy(() -> resume(run, watch()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("start it anew with gantry train");
  }
}
