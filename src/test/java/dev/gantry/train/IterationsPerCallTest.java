package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;
import dev.gantry.error.DivergedException;
import dev.gantry.error.UserException;
import dev.gantry.report.Stats;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code training.iterations-per-call}: other calls, the same bits. */
@ExtendWith(LeakCheck.class)
class IterationsPerCallTest {
  private static final int IMAGES = 10;

  @TempDir Path folder;

  /** What a run told and left. */
  private static final class Trained implements TrainingListener {
    final List<List<Double>> ticks = new ArrayList<>();
    final List<Long> pictures = new ArrayList<>();
    final List<Long> saved = new ArrayList<>();

    @Override
    public void ticked(Stats stats) {
      ticks.add(
          List.of(
              (double) stats.images(),
              stats.dLoss(),
              stats.gLoss(),
              stats.dReal(),
              stats.dFake(),
              stats.penalty(),
              stats.dGradNorm(),
              stats.gGradNorm(),
              stats.learningRateG(),
              stats.learningRateD()));
    }

    @Override
    public void pictured(Pictures made) {
      pictures.add(made.images());
    }

    @Override
    public void saved(Path saved, long images) {
      this.saved.add(images);
    }
  }

  static Stream<RunConfig> recipes() {
    String critic = "model.discriminator.normalization=none";
    return Stream.concat(
        TinyRecipes.all(),
        Stream.of(
            TinyRun.config("name=bfloat16", "training.precision=bfloat16"),
            TinyRun.config("name=lazy", critic, "penalty={type: r1, every: 4}"),
            TinyRun.config(
                "name=decay",
                "optimizer.generator.schedule=linear",
                "optimizer.discriminator.schedule=cosine")));
  }

  private static RunConfig atOnce(RunConfig config, int iterations) {
    return Options.with(
        config, "training", Options.with(config.training(), "iterationsPerCall", iterations));
  }

  private Trainer trainer(RunConfig config, Path into, TrainingListener listener) {
    ImageSet images = TinyRun.images(config, IMAGES);
    return new Trainer(config, images, new Checkpoints(into), listener, new StopSignal());
  }

  private Trained train(RunConfig config, Path into) {
    Trained trained = new Trained();
    try (Trainer trainer = trainer(config, into, trained)) {
      assertThat(trainer.train()).isEqualTo(Trainer.Outcome.FINISHED);
    }
    return trained;
  }

  private static byte[] variables(Path checkpoints) throws IOException {
    return Files.readAllBytes(
        new Checkpoints(checkpoints).latest().folder().resolve("variables.data-00000-of-00001"));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aRunLeavesTheSameBitsAndTellsTheSame(RunConfig config) throws IOException {
    Path one = folder.resolve("one");
    Path three = folder.resolve("three");
    Trained each = train(config, one);
    Trained together = train(atOnce(config, 3), three);

    assertThat(variables(three)).isEqualTo(variables(one));
    assertThat(together.ticks).isEqualTo(each.ticks);
    assertThat(together.pictures).isEqualTo(each.pictures);
    assertThat(together.saved).isEqualTo(each.saved);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void iterationsInOneCallBringBackWhatEachWouldAlone(boolean resident) {
    RunConfig config =
        TinyRun.config(
            "conditioning={generator: concat, discriminator: channel, classes: 10}",
            "training.d-steps=2");
    List<StepResult> alone = results(config, resident);

    // In threes from 5 on: 5 6 7, 8 9 10, 11.
    assertThat(results(atOnce(config, 3), resident)).isEqualTo(alone).hasSize(7);
    assertThat(results(atOnce(config, 100), resident)).isEqualTo(alone);
  }

  private static List<StepResult> results(RunConfig config, boolean resident) {
    ImageSet images = TinyRun.images(config, IMAGES);
    List<StepResult> results = new ArrayList<>();
    int kept = resident ? images.count() : 0;
    try (TrainingGraph graph = TrainingGraph.build(config, config.training().dSteps(), kept);
        TrainingSession session = new TrainingSession(graph, config, TrainingDevice.CPU);
        ImageFeed feed = ImageFeed.of(session, images, config, resident)) {
      session.initialize();
      for (long number = 5; number < 12; ) {
        long end = Math.min(12, number + feed.atOnce(number));
        results.addAll(
            feed.steps(
                LongStream.range(number, end)
                    .mapToObj(each -> new TrainingSession.StepSettings(each, 1e-3, 2e-3, 0.5))
                    .toList()));
        number = end;
      }
    }
    return results;
  }

  @Test
  void aCallThatIsCutShortLeavesItsImagesToTheNext() {
    RunConfig config = atOnce(TinyRun.config(), 4);
    try (TrainingGraph graph = TrainingGraph.fed(config);
        TrainingSession session = new TrainingSession(graph, config, TrainingDevice.CPU);
        ImageFeed feed = ImageFeed.of(session, TinyRun.images(config, IMAGES), config, false)) {
      session.initialize();
      assertThat(feed.atOnce(0)).isEqualTo(4);
      feed.step(new TrainingSession.StepSettings(0, 1e-3, 1e-3, 0.5));
      assertThat(feed.atOnce(1)).isEqualTo(3);
      assertThat(feed.atOnce(4)).isEqualTo(4);
      assertThat(feed.atOnce(0)).isEqualTo(4);
    }
  }

  @Test
  void aCallIsOfIterationsOfOneKind() {
    RunConfig lazy =
        atOnce(
            TinyRun.config(
                "model.discriminator.normalization=none", "penalty={type: r1, every: 5}"),
            4);
    RunConfig pretrained =
        atOnce(TinyRecipes.enlarging("{type: pixels, pretrain-kimg: 0.02}"), 4); // 5 iterations
    assertThat(callsOf(lazy, 12)).containsExactly(4, 1, 4, 1, 2);
    assertThat(callsOf(pretrained, 12)).containsExactly(4, 1, 4, 3);
  }

  private static List<Integer> callsOf(RunConfig config, int iterations) {
    List<Integer> calls = new ArrayList<>();
    try (TrainingGraph graph = TrainingGraph.fed(config);
        TrainingSession session = new TrainingSession(graph, config, TrainingDevice.CPU)) {
      for (int done = 0; done < iterations; ) {
        int next = Math.min(iterations - done, session.atOnce(done));
        calls.add(next);
        done += next;
      }
    }
    return calls;
  }

  @Test
  void aRunGoesOnTheSameFromTheMiddleWithOtherCalls() throws IOException {
    RunConfig config = TinyRun.config();
    Path straight = folder.resolve("straight");
    Path resumed = folder.resolve("resumed");
    train(config, straight);
    train(TinyRun.config("training.kimg=0.04"), resumed);
    try (Trainer trainer = trainer(atOnce(config, 3), resumed, new Trained())) {
      trainer.resume(new Checkpoints(resumed).latest());
    }
    assertThat(variables(resumed)).isEqualTo(variables(straight));
  }

  @Test
  void aRunThatIsAskedToStopSavesAfterTheCall() {
    StopSignal stop = new StopSignal();
    stop.request();
    RunConfig config = atOnce(TinyRun.config(), 3);
    ImageSet images = TinyRun.images(config, IMAGES);
    try (Trainer trainer =
        new Trainer(config, images, new Checkpoints(folder), new Trained(), stop)) {
      assertThat(trainer.train()).isEqualTo(Trainer.Outcome.STOPPED);
    }
    assertThat(new Checkpoints(folder).latest().step()).isEqualTo(3);
  }

  @Test
  void theFirstIterationThatIsNotFiniteIsNamedWhereverItIsInACall() {
    RunConfig config = TinyRun.config("optimizer.discriminator.learning-rate=1e30");
    assertThat(divergence(atOnce(config, 4))).isEqualTo(divergence(config));
  }

  private String divergence(RunConfig config) {
    try (Trainer trainer = trainer(config, folder, new Trained())) {
      return String.valueOf(catchThrowableOfType(DivergedException.class, trainer::train));
    }
  }

  @Test
  void severalWorkersRefuseIt() {
    assertThatThrownBy(
            () ->
                new Replica(0, 2, Replica.BatchStatistics.REPLICA)
                    .check(atOnce(TinyRun.config(), 4)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "training.iterations-per-call is 4; several workers exchange gradients and a vote to"
                + " stop in every iteration, so set it to 1");
  }

  @Test
  void aBenchmarkTimesWholeCalls() {
    List<Long> done = new ArrayList<>();
    Benchmark result = Benchmark.run(atOnce(TinyRun.config(), 3), 4, done::add);

    assertThat(done).containsExactly(3L, 5L, 8L, 9L);
    assertThat(result.imagesPerSecond())
        .isCloseTo(4 / (result.millisPerStep() / 1e3), withinPercentage(0.1));
    assertThat(result.outsideNativeShare()).isBetween(0.0, 1.0);
  }

  @Test
  void aBenchmarkOfTheFeedDoesSoToo() {
    RunConfig config = atOnce(TinyRun.config(), 3);
    List<Long> done = new ArrayList<>();
    FeedBenchmark.run(config, TinyRun.images(config, IMAGES), 4, done::add);

    assertThat(done).containsExactly(3L, 5L, 6L, 9L);
  }
}
