package dev.gantry.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.RunConfig;
import dev.gantry.nn.Variable;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class VariableArchiveTest {
  @TempDir Path folder;

  private final RunConfig config = TinyRun.config();
  private Map<String, float[]> weights = Map.of();
  private Map<String, float[]> exported = Map.of();
  private List<String> names = List.of();

  private Path prefix() {
    return folder.resolve("variables");
  }

  @BeforeEach
  void save() {
    try (TrainingGraph graph = TrainingGraph.fed(config);
        TrainingSession session = new TrainingSession(graph, config, TrainingDevice.CPU)) {
      session.initialize();
      session.save(prefix());
      weights = session.weights();
      exported = session.exported();
      names = graph.variables().stream().map(Variable::name).toList();
    }
  }

  @Test
  void everyVariableIsThereUnderItsFullName() {
    assertThat(names)
        .contains(
            "generator/block0/kernel",
            "generator/block0/norm/variance",
            "average/generator/block0/kernel",
            "discriminator/logit/kernel",
            "optimizer/discriminator/discriminator/logit/kernel/m",
            "optimizer/generator/beta1_power")
        .doesNotHaveDuplicates();
    for (String name : names) {
      assertThat(read(name)).as(name).isNotEmpty();
    }
  }

  @Test
  void valuesAreThoseOfTheRun() {
    assertThat(weights).isNotEmpty();
    weights.forEach((name, value) -> assertThat(read(name)).as(name).isEqualTo(value));
    assertThat(read("average/generator/image/kernel"))
        .isEqualTo(requireNonNull(exported.get("generator/image/kernel")));
    assertThat(read("optimizer/generator/beta1_power")).containsExactly(0.5f);
  }

  /** By TensorFlow's own reader, in a graph that knows of no run. */
  private float[] read(String name) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Ops tf = scratch.tf();
      return scratch.values(
          tf.train
              .restore(
                  tf.constant(prefix().toString()),
                  tf.array(name),
                  tf.array(""),
                  List.of(TFloat32.class))
              .tensors()
              .get(0)
              .expect(TFloat32.class));
    }
  }
}
