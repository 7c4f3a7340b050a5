package dev.gantry.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakCheck.class)
class AdamTest {
  private static final double[] GRADIENTS = {0.3, -1.2, 0.05, 0, 2.5, -0.4, 0.7, 1e-3};

  /** A large epsilon tells whether it is added before the bias correction or after. */
  @ParameterizedTest
  @CsvSource({"0.5, 0.999, 1e-8", "0.9, 0.99, 0.1", "0, 0.9, 1e-3"})
  void stepsAreThoseOfKingmaAndBa(double beta1, double beta2, double epsilon) {
    Adam adam = new Adam(0.01, beta1, beta2, epsilon, 0, new Schedule.Constant());

    assertClose(
        OptimizerSteps.weights(adam, 0.01, GRADIENTS), algorithm1(adam, 0.01), within(2e-6));
  }

  /** Kingma and Ba 2014, algorithm 1, word by word. */
  private static List<Double> algorithm1(Adam adam, double alpha) {
    double theta = 1;
    double m = 0;
    double v = 0;
    List<Double> thetas = new ArrayList<>();
    for (int t = 1; t <= GRADIENTS.length; t++) {
      double g = GRADIENTS[t - 1];
      m = adam.beta1() * m + (1 - adam.beta1()) * g;
      v = adam.beta2() * v + (1 - adam.beta2()) * g * g;
      double mHat = m / (1 - Math.pow(adam.beta1(), t));
      double vHat = v / (1 - Math.pow(adam.beta2(), t));
      theta -= alpha * mHat / (Math.sqrt(vHat) + adam.epsilon());
      thetas.add(theta);
    }
    return thetas;
  }

  private static void assertClose(
      List<Double> actual, List<Double> expected, Offset<Double> offset) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i)).as("after step %d", i + 1).isCloseTo(expected.get(i), offset);
    }
  }

  @Test
  void theFirstStepIsTheLearningRateWhateverTheGradientsSize() {
    assertThat(OptimizerSteps.weights(Adam.defaults(), 0.1, 1e-3).get(0))
        .isCloseTo(0.9, within(1e-5));
    assertThat(OptimizerSteps.weights(Adam.defaults(), 0.1, -1e3).get(0))
        .isCloseTo(1.1, within(1e-5));
  }
}
