package dev.gantry.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.Families;
import dev.gantry.testing.LeakCheck;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every optimizer promises. */
@ExtendWith(LeakCheck.class)
class OptimizerContractTest {
  static List<OptimizerConfig> optimizers() {
    return Families.defaults(OptimizerConfig.class);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void theWeightGoesAgainstTheGradient(OptimizerConfig optimizer) {
    List<Double> down = OptimizerSteps.weights(optimizer, 0.01, 1, 1, 1);
    List<Double> up = OptimizerSteps.weights(optimizer, 0.01, -1, -1, -1);

    assertThat(down).isSortedAccordingTo((a, b) -> Double.compare(b, a)).allMatch(w -> w < 1);
    assertThat(up).isSorted().allMatch(w -> w > 1);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void withALearningRateOfZeroNothingMoves(OptimizerConfig optimizer) {
    assertThat(OptimizerSteps.weights(optimizer, 0, 1, -3)).containsExactly(1.0, 1.0);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void twoRunsGiveTheSameBits(OptimizerConfig optimizer) {
    double[] gradients = {0.3, -1.2, 0.05, 2.5};

    assertThat(OptimizerSteps.weights(optimizer, 0.01, gradients))
        .isEqualTo(OptimizerSteps.weights(optimizer, 0.01, gradients));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void theRateStartsAsConfigured(OptimizerConfig optimizer) {
    assertThat(optimizer.rate(0)).isCloseTo(optimizer.learningRate(), within(1e-15));
  }
}
