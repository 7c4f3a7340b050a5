package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class ActivationTest {
  private static float[] of(Activation activation) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      return scratch.values(activation.apply(pass(scratch), scratch.vector(-2, 0, 3)));
    }
  }

  private static Pass pass(ScratchGraph scratch) {
    return new Pass(
        scratch.tf(),
        "network",
        new FrozenVariables(Map.of()),
        Pass.Mode.TRAINING,
        Precision.FLOAT32);
  }

  @Test
  void reluCutsBelowZero() {
    assertThat(of(Activation.RELU)).containsExactly(0, 0, 3);
  }

  @Test
  void leakyReluKeepsAFifthBelowZero() {
    assertThat(of(Activation.LEAKY_RELU)).containsExactly(-0.4f, 0, 3);
  }

  @Test
  void leakyKeepsTheShareAskedForBelowZero() {
    try (ScratchGraph scratch = new ScratchGraph()) {
      assertThat(scratch.values(Activation.leaky(pass(scratch), scratch.vector(-2, 0, 3), 0.1)))
          .containsExactly(-0.2f, 0, 3);
    }
  }

  @Test
  void tanhIsTheHyperbolicTangent() {
    assertThat(of(Activation.TANH))
        .containsExactly(
            new float[] {(float) Math.tanh(-2), 0, (float) Math.tanh(3)}, within(1e-6f));
  }
}
