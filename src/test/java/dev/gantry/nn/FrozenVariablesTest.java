package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class FrozenVariablesTest {
  private final ScratchGraph scratch = new ScratchGraph();
  private final FrozenVariables frozen =
      new FrozenVariables(Map.of("network/kernel", new float[] {1, 2, 3, 4, 5, 6}));

  @AfterEach
  void close() {
    scratch.close();
  }

  private Operand<TFloat32> read(String name, Shape shape) {
    return frozen.read(
        scratch.tf(),
        new VariableSpec(name, shape, new Initializer.Fill(0), VariableSpec.Role.TRAINABLE));
  }

  @Test
  void theValueComesInTheShapeAskedFor() {
    Operand<TFloat32> kernel = read("network/kernel", Shape.of(2, 3));

    assertThat(kernel.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(scratch.values(kernel)).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void aNameWithoutValueIsAnError() {
    assertThatThrownBy(() -> read("network/bias", Shape.of(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no value for variable network/bias");
  }

  @Test
  void aValueOfAnotherSizeIsAnErrorThatSaysBoth() {
    assertThatThrownBy(() -> read("network/kernel", Shape.of(2, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("variable network/kernel has 6 values; its shape [2, 4] needs 8");
  }
}
