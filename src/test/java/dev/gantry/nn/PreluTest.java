package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class PreluTest {
  @Test
  void everyChannelHasItsOwnSlopeBelowZero() {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Pass pass =
          new Pass(
              scratch.tf(),
              "network",
              new FrozenVariables(Map.of("network/prelu/slope", new float[] {0.5f, -1})),
              Pass.Mode.TRAINING,
              Precision.FLOAT32);
      Operand<TFloat32> y = Prelu.apply(pass, scratch.constant(Shape.of(1, 2, 1, 2), 3, 4, -2, -8));
      assertThat(scratch.values(y)).containsExactly(3, 4, -1, 8);
    }
  }

  @Test
  void slopesStartAtAQuarter() {
    try (ScratchGraph scratch = new ScratchGraph()) {
      VariableStore store = new VariableStore(1);
      Pass pass =
          new Pass(scratch.tf(), "network", store.reads(), Pass.Mode.TRAINING, Precision.FLOAT32);
      Operand<TFloat32> y = Prelu.apply(pass, scratch.constant(Shape.of(1, 1, 1, 2), -4, 1));
      scratch.run(store.initialize(scratch.tf()));
      assertThat(scratch.values(y)).containsExactly(-1, 1);
    }
  }
}
