package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.config.RunConfig;
import dev.gantry.profile.OperationRun;
import dev.gantry.profile.Timeline;
import dev.gantry.testing.LeakCheck;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code training.xla}, on the CPU. */
@ExtendWith(LeakCheck.class)
class CompiledTrainingTest {
  private static final int STEPS = 3;

  /** What a few steps on noise leave. */
  private record Trained(Map<String, float[]> weights, Set<String> operations) {
    static Trained with(boolean xla, int iterationsPerCall) {
      RunConfig config =
          TinyRun.config(
              "training.xla=" + xla, "training.iterations-per-call=" + iterationsPerCall);
      try (NoiseTraining training =
          new NoiseTraining(config, TrainingDevice.choose(config.training()))) {
        NoiseTraining.Traced traced = training.traced(() -> steps(training));
        Set<String> operations =
            Timeline.of(traced.seen()).runs().stream()
                .map(OperationRun::type)
                .collect(Collectors.toUnmodifiableSet());
        return new Trained(training.weights(), operations);
      }
    }

    private static void steps(NoiseTraining training) {
      for (int done = 0; done < STEPS; ) {
        done += training.call().iterations();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, STEPS})
  void compiledClustersTrainAsTheOperationsDo(int iterationsPerCall) {
    Trained plain = Trained.with(false, iterationsPerCall);
    Trained compiled = Trained.with(true, iterationsPerCall);

    assertThat(plain.operations()).noneMatch(type -> type.contains("Xla"));
    assertThat(compiled.operations()).contains("_XlaRun");
    assertThat(compiled.weights()).containsOnlyKeys(plain.weights().keySet());
    plain
        .weights()
        .forEach(
            (name, values) ->
                assertThat(compiled.weights().get(name))
                    .as(name)
                    .containsExactly(values, within(1e-4f)));
  }
}
