package dev.gantry.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The logistic losses against their definitions with sigmoid and logarithm, in double. */
@ExtendWith(LeakCheck.class)
class LogisticLossTest {
  private static final float[] REAL = {-2.5f, -0.3f, 0, 0.7f, 4};
  private static final float[] FAKE = {3, 1.25f, 0.1f, -0.6f, -5};

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.9, 0.5})
  void discriminatorLossIsTheSmoothedCrossEntropy(double target) {
    double expected =
        mean(REAL, l -> -target * Math.log(sigmoid(l)) - (1 - target) * Math.log(sigmoid(-l)))
            + mean(FAKE, l -> -Math.log(1 - sigmoid(l)));

    assertThat(discriminatorLoss(new NonSaturating(target), REAL, FAKE))
        .isCloseTo(expected, within(1e-6));
    assertThat(discriminatorLoss(new Minimax(target), REAL, FAKE))
        .isCloseTo(expected, within(1e-6));
  }

  @Test
  void nonSaturatingGeneratorMinimizesMinusLogD() {
    assertThat(generatorLoss(new NonSaturating(0.9), FAKE))
        .isCloseTo(mean(FAKE, l -> -Math.log(sigmoid(l))), within(1e-6));
  }

  @Test
  void minimaxGeneratorMinimizesLogOfOneMinusD() {
    assertThat(generatorLoss(new Minimax(0.9), FAKE))
        .isCloseTo(mean(FAKE, l -> Math.log(1 - sigmoid(l))), within(1e-6));
  }

  @Test
  void logitsOfAHundredDoNotOverflow() {
    float[] sure = {100};
    float[] wrong = {-100};

    assertThat(discriminatorLoss(new NonSaturating(1), sure, wrong)).isCloseTo(0, within(1e-6));
    assertThat(discriminatorLoss(new NonSaturating(1), wrong, sure)).isCloseTo(200, within(1e-4));
    assertThat(discriminatorLoss(new NonSaturating(0.9), sure, wrong)).isCloseTo(10, within(1e-4));
    assertThat(generatorLoss(new NonSaturating(1), wrong)).isCloseTo(100, within(1e-4));
    assertThat(generatorLoss(new Minimax(1), sure)).isCloseTo(-100, within(1e-4));
    assertThat(generatorLoss(new Minimax(1), wrong)).isCloseTo(0, within(1e-6));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.49, 1.01, Double.NaN})
  void targetOutsideHalfToOneIsRefused(double target) {
    assertThatThrownBy(() -> new NonSaturating(target))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("real-target is %s; it must be from 0.5 to 1.0".formatted(target));
    assertThatThrownBy(() -> new Minimax(target)).isInstanceOf(IllegalArgumentException.class);
  }

  private static double discriminatorLoss(Objective objective, float[] real, float[] fake) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      return scratch
          .values(
              objective.discriminatorLoss(
                  scratch.tf(), scratch.vector(real), scratch.vector(fake)))[0];
    }
  }

  private static double generatorLoss(Objective objective, float[] fake) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      return scratch
          .values(
              objective.generatorLoss(scratch.tf(), () -> scratch.vector(), scratch.vector(fake)))[
          0];
    }
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  private static double mean(float[] logits, DoubleUnaryOperator loss) {
    return IntStream.range(0, logits.length)
        .mapToDouble(i -> loss.applyAsDouble(logits[i]))
        .average()
        .orElseThrow();
  }
}
