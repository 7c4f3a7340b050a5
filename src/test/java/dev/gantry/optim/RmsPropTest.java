package dev.gantry.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakCheck.class)
class RmsPropTest {
  private static final double[] GRADIENTS = {0.3, -1.2, 0.05, 0, 2.5, -0.4};

  @ParameterizedTest
  @CsvSource({"0.9, 0, 1e-10", "0.99, 0.5, 1e-3", "0, 0.9, 0.1"})
  void stepsAreThoseOfTheDocumentedRecurrence(double decay, double momentum, double epsilon) {
    RmsProp rmsProp = new RmsProp(0.01, decay, momentum, epsilon, 0, new Schedule.Constant());

    List<Double> actual = OptimizerSteps.weights(rmsProp, 0.01, GRADIENTS);

    double weight = 1;
    double meanSquare = 0;
    double step = 0;
    for (int i = 0; i < GRADIENTS.length; i++) {
      double g = GRADIENTS[i];
      meanSquare = decay * meanSquare + (1 - decay) * g * g;
      step = momentum * step + 0.01 * g / Math.sqrt(meanSquare + epsilon);
      weight -= step;
      assertThat(actual.get(i)).as("after step %d", i + 1).isCloseTo(weight, within(2e-6));
    }
  }
}
