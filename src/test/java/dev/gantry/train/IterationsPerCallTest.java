package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;
import dev.gantry.report.Stats;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
}
