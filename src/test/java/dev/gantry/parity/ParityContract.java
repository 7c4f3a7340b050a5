package dev.gantry.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gantry's training does what PyTorch's does, on every case in {@code src/test/resources/parity}
 * and on those of {@code -Dparity.dir=FOLDER}.
 */
public abstract class ParityContract {
  /** A fresh training of the case's configuration. */
  protected abstract GantrySteps open(ParityCase parityCase);

  static List<ParityCase> cases() throws IOException {
    return ParityCase.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void lossesGradientsAndVariablesAreThoseOfPyTorch(ParityCase parityCase) {
    try (GantrySteps gantry = open(parityCase)) {
      assertThat(ParityCheck.violations(parityCase, gantry)).isEmpty();
    }
  }
}
