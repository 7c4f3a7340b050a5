package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;

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
class DenseTest {
  private static final Initializer ZERO = new Initializer.Fill(0);

  private final ScratchGraph scratch = new ScratchGraph();
  private final Pass pass =
      new Pass(
          scratch.tf(),
          "network",
          new FrozenVariables(
              Map.of(
                  "network/kernel", new float[] {1, 2, 3, 4, 5, 6},
                  "network/bias", new float[] {10, 20, 30})),
          Pass.Mode.INFERENCE,
          Precision.FLOAT32);
  private final Operand<TFloat32> rows = scratch.constant(Shape.of(2, 2), 1, 0, -1, 2);

  @AfterEach
  void close() {
    scratch.close();
  }

  @Test
  void withoutBiasItIsTheProductWithTheKernel() {
    Operand<TFloat32> y = Dense.apply(pass, rows, 3, ZERO);

    assertThat(y.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(scratch.values(y)).containsExactly(1, 2, 3, 7, 8, 9);
  }

  @Test
  void theBiasIsAddedToEveryRow() {
    assertThat(scratch.values(Dense.withBias(pass, rows, 3, ZERO)))
        .containsExactly(11, 22, 33, 17, 28, 39);
  }

  @Test
  void flatteningKeepsTheOrderOfValues() {
    Operand<TFloat32> images = scratch.constant(Shape.of(2, 1, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);

    Operand<TFloat32> flat = Dense.flatten(pass, images);

    assertThat(flat.shape().get(1)).isEqualTo(4);
    assertThat(scratch.values(flat)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
  }
}
