package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;
import dev.gantry.testing.LeakCheck;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class ImageFeedTest {
  @TempDir Path folder;

  private final RunConfig config = TinyRun.config();

  /**
   * A set that says how many images it has, but has none.
   *
   * @param height of each
   * @param count how many it says
   */
  private record Unreadable(int height, int count) implements ImageSet {
    @Override
    public int width() {
      return height;
    }

    @Override
    public int channels() {
      return 1;
    }

    @Override
    public List<String> classes() {
      return List.of();
    }

    @Override
    public int label(int index) {
      return 0;
    }

    @Override
    public void copy(int index, ByteBuffer target) {
      throw new IllegalStateException("no image here");
    }

    @Override
    public String hash() {
      return "none";
    }
  }

  @Test
  void setsUpToTwoGibibytesFitOnTheDevice() {
    assertThat(ImageFeed.fitsOnDevice(new Unreadable(1024, 2048))).isTrue();
    assertThat(ImageFeed.fitsOnDevice(new Unreadable(1024, 2049))).isFalse();
    assertThat(ImageFeed.fitsOnDevice(new Unreadable(8192, Integer.MAX_VALUE))).isFalse();
  }

  @Test
  void aFailureWhileStreamingReachesTheIterationAndNothingStaysOpen() {
    assertThatThrownBy(this::streamUnreadable)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no image here");
  }

  private void streamUnreadable() {
    try (TrainingGraph graph = TrainingGraph.fed(config);
        TrainingSession session = new TrainingSession(graph, config, TrainingDevice.CPU);
        ImageFeed feed = ImageFeed.of(session, new Unreadable(8, 10), config, false)) {
      session.initialize();
      feed.step(new TrainingSession.StepSettings(0, 1e-3, 1e-3, 0.5));
    }
  }

  @Test
  void streamedImagesHaveTheirLabelsWhereEpochsEndInBatches() {
    RunConfig conditional =
        TinyRun.config(
            "conditioning={generator: concat, discriminator: channel, classes: 10}",
            "training.threads=1");
    ImageSet images = TinyRun.images(conditional, 10);

    assertThat(losses(conditional, images, false))
        .isEqualTo(losses(conditional, images, true))
        .doesNotHaveDuplicates();
  }

  private static List<Float> losses(RunConfig config, ImageSet images, boolean resident) {
    List<Float> losses = new ArrayList<>();
    int count = resident ? images.count() : 0;
    try (TrainingGraph graph = TrainingGraph.build(config, config.training().dSteps(), count);
        TrainingSession session = new TrainingSession(graph, config, TrainingDevice.CPU);
        ImageFeed feed = ImageFeed.of(session, images, config, resident)) {
      session.initialize();
      for (int step = 0; step < 40; step++) {
        losses.add(feed.step(new TrainingSession.StepSettings(step, 1e-3, 1e-3, 0.5)).dLoss());
      }
    }
    return losses;
  }

  @Test
  void aBenchmarkOfTheFeedSaysHowLongTrainingWaited() {
    List<Long> done = new ArrayList<>();
    FeedBenchmark result = FeedBenchmark.run(config, TinyRun.images(config, 10), 3, done::add);

    assertThat(done).hasSize(Benchmark.WARM_UP + 3);
    assertThat(result.waitShare()).isBetween(0.0, 1.0);
    assertThat(result.imagesPerSecond())
        .isCloseTo(4 / (result.millisPerStep() / 1e3), withinPercentage(0.1));
    assertThat(result.readPerSecond()).isPositive();
  }

  @Test
  void aFailureWhileLoadingReachesTheCallerAndNothingStaysOpen() {
    assertThatThrownBy(
            () ->
                new Trainer(
                        config,
                        new Unreadable(8, 10),
                        new Checkpoints(folder),
                        new TinyRun.Memory(),
                        new StopSignal())
                    .close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no image here");
  }
}
