package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.config.RunConfig;
import dev.gantry.profile.OperationRun;
import dev.gantry.profile.Timeline;
import dev.gantry.testing.LeakCheck;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.proto.StepStats;

/** {@code training.xla}, on the CPU. */
@ExtendWith(LeakCheck.class)
class CompiledTrainingTest {
  private static final int STEPS = 3;

  /** What a few steps on noise leave. */
  private record Trained(Map<String, float[]> weights, Set<String> operations) {
    static Trained with(boolean xla) {
      RunConfig config = TinyRun.config("training.xla=" + xla);
      try (NoiseTraining training =
          new NoiseTraining(config, TrainingDevice.choose(config.training()))) {
        List<StepStats> seen = training.traced();
        for (int i = 0; i < STEPS; i++) {
          training.step();
        }
        Set<String> operations =
            Timeline.of(seen).runs().stream()
                .map(OperationRun::type)
                .collect(Collectors.toUnmodifiableSet());
        return new Trained(training.weights(), operations);
      }
    }
  }

  @Test
  void compiledClustersTrainAsTheOperationsDo() {
    Trained plain = Trained.with(false);
    Trained compiled = Trained.with(true);

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
