package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class PassTest {
  private static final Initializer ONE = new Initializer.Fill(1);

  private final ScratchGraph scratch = new ScratchGraph();
  private final List<VariableSpec> asked = new ArrayList<>();
  private final Pass pass =
      new Pass(scratch.tf(), "network", this::remember, Pass.Mode.TRAINING, Precision.BFLOAT16);

  private Operand<TFloat32> remember(Ops tf, VariableSpec spec) {
    asked.add(spec);
    return tf.fill(tf.constant(spec.shape().asArray()), tf.constant(0f));
  }

  @AfterEach
  void close() {
    scratch.close();
  }

  @Test
  void variablesAreNamedByTheirPlaceInTheNetwork() {
    pass.trainable("a", Shape.of(2), ONE);
    pass.in("block1").in("norm").trainable("b", Shape.of(3), ONE);
    pass.in("block1").statistic("c", Shape.of(1), ONE);

    assertThat(asked)
        .containsExactly(
            new VariableSpec("network/a", Shape.of(2), ONE, VariableSpec.Role.TRAINABLE),
            new VariableSpec(
                "network/block1/norm/b", Shape.of(3), ONE, VariableSpec.Role.TRAINABLE),
            new VariableSpec("network/block1/c", Shape.of(1), ONE, VariableSpec.Role.STATISTIC));
  }

  @Test
  void operationsAreNamedLikewise() {
    assertThat(pass.in("block1").tf().constant(1f).op().name()).startsWith("network/block1/");
  }

  @Test
  void partsBehaveAsTheWholeAndShareItsStatistics() {
    Pass part = pass.in("block1");
    Operand<TFloat32> value = scratch.vector(1);

    part.sawStatistic("mean", value, 0.9f);

    assertThat(part.mode()).isEqualTo(Pass.Mode.TRAINING);
    assertThat(part.precision()).isEqualTo(Precision.BFLOAT16);
    assertThat(pass.statistics()).containsOnlyKeys("network/block1/mean");
  }
}
