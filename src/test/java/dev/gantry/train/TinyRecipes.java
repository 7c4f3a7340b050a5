package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.loss.Objective;
import dev.gantry.loss.Penalty;
import dev.gantry.testing.Families;
import dev.gantry.testing.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Tiny runs that together have every objective, penalty and way of conditioning. */
final class TinyRecipes {
  /** Images that the configuration does not know the classes of: those of the tests have three. */
  private static final String THREE_CLASSES = "data.source=three-classes";

  private static final String CRITIC = "model.discriminator.normalization=none";

  private TinyRecipes() {}

  static Stream<RunConfig> all() {
    return Stream.of(objectives(), penalties(), conditioning(), enlarging(), others())
        .flatMap(each -> each);
  }

  private static Stream<RunConfig> objectives() {
    return Families.defaults(Objective.class).stream()
        .map(objective -> named(TinyRun.config(), objective.getClass(), "objective", objective));
  }

  private static Stream<RunConfig> penalties() {
    return Families.defaults(Penalty.class).stream()
        .map(penalty -> named(TinyRun.config(CRITIC), penalty.getClass(), "penalty", penalty));
  }

  private static RunConfig named(RunConfig base, Class<?> about, String key, Object value) {
    return Options.with(base, "name", about.getSimpleName(), key, value);
  }

  private static Stream<RunConfig> conditioning() {
    return Stream.of(
        conditional("concat", "channel"),
        conditional("{type: concat, embedding: 3}", "projection"),
        conditional("norm", "class-head"),
        conditional("concat", "{type: class-head, fakes: false}"));
  }

  private static RunConfig conditional(String generator, String discriminator) {
    return TinyRun.config(
        "name="
            + (generator + "." + discriminator).replaceAll("[^a-z.]+", "-").replaceAll("^-", ""),
        THREE_CLASSES,
        "conditioning.classes=3",
        "conditioning.generator=" + generator,
        "conditioning.discriminator=" + discriminator);
  }

  private static Stream<RunConfig> enlarging() {
    return Stream.of(
        enlarging("{type: pixels, adversarial-weight: 0.01}"),
        enlarging("{type: pixels, distance: absolute}", "training.d-steps=2"),
        enlarging("{type: pixels, pretrain-kimg: 0.004}"));
  }

  /** 2 times as large, by networks of two channels. */
  static RunConfig enlarging(String content, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "name=" + ("enlarging" + content).replaceAll("[^a-z0-9.]+", "-"),
                "model.generator={type: srgan, width: 2, blocks: 1, scale: 2}",
                "model.discriminator={type: srgan, width: 2, dense: 3}",
                "content=" + content));
    all.addAll(List.of(settings));
    return TinyRun.config(all.toArray(String[]::new));
  }

  private static Stream<RunConfig> others() {
    return Stream.of(
        TinyRun.config("name=generator-batch", "training.generator-batch=8"),
        TinyRun.config("name=two-d-steps", "training.d-steps=2"),
        TinyRun.config("name=spectral", CRITIC, "model.discriminator.spectral-norm=true"),
        TinyRun.config(
            "name=critic",
            CRITIC,
            "training.d-steps=3",
            "penalty=gradient-penalty",
            THREE_CLASSES,
            "conditioning.classes=3",
            "conditioning.generator=concat",
            "conditioning.discriminator=channel",
            "augment={flip: true, dequantize: 0.01}"));
  }
}
