package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;
import dev.gantry.error.DivergedException;
import dev.gantry.error.UserException;
import dev.gantry.io.AtomicFolder;
import dev.gantry.testing.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class TrainerTest {
  @TempDir Path folder;

  private final TinyRun.Memory memory = new TinyRun.Memory();
  private final StopSignal stop = new StopSignal();

  private Trainer trainer(RunConfig config, int images) {
    return new Trainer(
        config, TinyRun.images(config, images), new Checkpoints(folder), memory, stop);
  }

  @Test
  void aRunTicksPicturesAndSavesByImagesShown() {
    try (Trainer trainer = trainer(TinyRun.config(), 10)) {
      assertThat(trainer.train()).isEqualTo(Trainer.Outcome.FINISHED);
    }
    assertThat(memory.ticks).containsExactly(20L, 40L, 60L, 80L);
    assertThat(memory.pictures).containsExactly(0L, 40L, 80L);
    assertThat(memory.saved).containsExactly(40L, 80L);
    assertThat(folder.resolve("000000.080/variables.index")).exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"training.d-steps=1", "training.d-steps=2", "optimizer.generator=rmsprop"})
  void resumingGivesTheSameBitsAsGoingOn(String setting) throws Exception {
    RunConfig whole = TinyRun.config(setting);
    Map<String, byte[]> straight;
    try (Trainer trainer = trainer(whole, 10)) {
      trainer.train();
      straight = variables();
    }
    deleteNewest();
    Checkpoint half = new Checkpoints(folder).latest();
    assertThat(half.images()).isEqualTo(40);
    try (Trainer trainer = trainer(whole, 10)) {
      trainer.resume(half);
    }
    assertThat(variables()).containsExactlyInAnyOrderEntriesOf(straight);
  }

  /** The bytes of the newest checkpoint's variables. */
  private Map<String, byte[]> variables() throws Exception {
    Path data = folder.resolve("000000.080/variables.data-00000-of-00001");
    return Map.of("data", Files.readAllBytes(data));
  }

  private void deleteNewest() throws Exception {
    AtomicFolder.delete(folder.resolve("000000.080"));
  }

  @Test
  void aRunThatIsAskedToStopSavesAfterTheIterationAndCanGoOn() {
    stop.request();
    try (Trainer trainer = trainer(TinyRun.config(), 10)) {
      assertThat(trainer.train()).isEqualTo(Trainer.Outcome.STOPPED);
    }
    Checkpoint saved = new Checkpoints(folder).latest();
    assertThat(saved.step()).isEqualTo(1);
    assertThat(memory.ticks).containsExactly(4L);
  }

  @Test
  void imagesThatAreStreamedGiveTheSameBitsAsResidentOnes() {
    RunConfig config = TinyRun.config();
    ImageSet images = TinyRun.images(config, 10);
    TrainingSession.StepSettings first = new TrainingSession.StepSettings(0, 1e-3, 1e-3, 0.5);
    TrainingSession.StepSettings second = new TrainingSession.StepSettings(1, 1e-3, 1e-3, 0.5);
    assertThat(twoSteps(config, images, true, first, second))
        .isEqualTo(twoSteps(config, images, false, first, second));
  }

  private static StepResult twoSteps(
      RunConfig config,
      ImageSet images,
      boolean resident,
      TrainingSession.StepSettings first,
      TrainingSession.StepSettings second) {
    try (TrainingGraph graph = TrainingGraph.build(config, 1, resident ? images.count() : 0);
        TrainingSession session = new TrainingSession(graph, config, TrainingDevice.CPU);
        ImageFeed feed = ImageFeed.of(session, images, config, resident)) {
      session.initialize();
      feed.step(first);
      return feed.step(second);
    }
  }

  @Test
  void valuesThatAreNotFiniteEndTheRunAndNameStepAndTensor() {
    RunConfig config = TinyRun.config("optimizer.discriminator.learning-rate=1e30");
    try (Trainer trainer = trainer(config, 10)) {
      assertThatThrownBy(trainer::train)
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("not finite in iteration")
          .hasMessageContaining("no checkpoint was saved before it");
    }
  }

  @Test
  void fewerImagesThanABatchAreRefused() {
    assertThatThrownBy(() -> trainer(TinyRun.config(), 3).close())
        .isInstanceOf(UserException.class)
        .hasMessageContaining("3 images to train on, training.batch is 4");
  }

  @Test
  void otherImagesThanTheRunWasTrainedOnAreRefused() {
    RunConfig config = TinyRun.config();
    try (Trainer trainer = trainer(config, 10)) {
      trainer.train();
    }
    Checkpoint checkpoint = new Checkpoints(folder).latest();
    try (Trainer trainer = trainer(config, 11)) {
      assertThatThrownBy(() -> trainer.resume(checkpoint))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("other images than the run was trained on");
    }
  }

  @Test
  void aGpuThatIsNotThereIsAnError() {
    assertThatThrownBy(() -> trainer(TinyRun.config("training.device=gpu"), 10).close())
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no GPU here");
  }
}
