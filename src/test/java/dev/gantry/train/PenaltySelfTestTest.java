package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.error.RunException;
import dev.gantry.loss.Dragan;
import dev.gantry.loss.GradientPenalty;
import dev.gantry.loss.NoPenalty;
import dev.gantry.loss.Penalty;
import dev.gantry.loss.R1;
import dev.gantry.optim.Gradients;
import dev.gantry.testing.Families;
import dev.gantry.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class PenaltySelfTestTest {
  private static final PenaltySelfTest.Derivation ONE_VARIABLE_WRONG =
      (graph, tf, name, loss, variables, reads) -> {
        Gradients right = Gradients.of(graph, tf, name, loss, variables, reads);
        List<Operand<TFloat32>> values = new ArrayList<>(right.values());
        values.set(0, tf.math.mul(values.get(0), tf.constant(0.9f)));
        return new Gradients(variables, values);
      };

  /** As if TensorFlow had no gradient for one of the operations. */
  private static final PenaltySelfTest.Derivation NONE =
      (graph, tf, name, loss, variables, reads) ->
          Gradients.of(graph, tf, name, tf.math.xlogy(loss, loss), variables, reads);

  static List<Penalty> penalties() {
    return Families.defaults(Penalty.class);
  }

  @ParameterizedTest
  @MethodSource("penalties")
  void everyPenaltyPassesByAWideMargin(Penalty penalty) {
    assertThatCode(() -> PenaltySelfTest.check(penalty, 0)).doesNotThrowAnyException();
    if (!penalty.isNone()) {
      assertThat(PenaltySelfTest.error(penalty, 0, Gradients::of)).isBetween(1e-8, 3e-4);
    }
  }

  @Test
  void unusualOptionsPass() {
    assertThat(List.of(new GradientPenalty(10, 750, false), new R1(1e5, 16), new Dragan(10, 3)))
        .allSatisfy(penalty -> PenaltySelfTest.check(penalty, 0));
  }

  @Test
  void aDerivativeWithOneVariableOffByATenthIsRefused() {
    assertThatThrownBy(
            () -> PenaltySelfTest.check(GradientPenalty.defaults(), 0, ONE_VARIABLE_WRONG))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("GradientPenalty[weight=10.0, target=1.0, oneSided=false]")
        .hasMessageContaining("is off by 0.1")
        .hasMessageContaining("which must be at most 0.01")
        .hasMessageContaining("use the TensorFlow version that Gantry is built with");
  }

  @Test
  void aMissingDerivativeIsRefused() {
    assertThatThrownBy(() -> PenaltySelfTest.check(R1.defaults(), 0, NONE))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("has none: No gradient defined for op: Xlogy");
  }

  @Test
  void noPenaltyNeedsNoDerivative() {
    assertThatCode(() -> PenaltySelfTest.check(NoPenalty.defaults(), 0, NONE))
        .doesNotThrowAnyException();
  }
}
