package dev.gantry.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** The losses that are not logistic against their definitions, in double. */
@ExtendWith(LeakCheck.class)
class ObjectiveTest {
  private static final float[] REAL = {-2.5f, -0.3f, 0, 0.7f, 4};
  private static final float[] FAKE = {3, 1.25f, 0.1f, -0.6f, -5};
  private static final double MEAN_REAL = mean(i -> REAL[i]);
  private static final double MEAN_FAKE = mean(i -> FAKE[i]);

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.9, 0.5})
  void leastSquaresDrawsScoresToTheirTargets(double target) {
    Objective objective = new LeastSquares(target);

    assertDiscriminator(objective, mean(i -> (square(REAL[i] - target) + square(FAKE[i])) / 2));
    assertGenerator(objective, mean(i -> square(FAKE[i] - 1) / 2));
  }

  @Test
  void leastSquaresRefusesATargetOutsideHalfToOne() {
    assertThatThrownBy(() -> new LeastSquares(0.4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("real-target is 0.4; it must be from 0.5 to 1.0");
  }

  @Test
  void hingeStopsAtTheMargin() {
    Objective objective = Hinge.defaults();

    assertDiscriminator(objective, mean(i -> Math.max(0, 1 - REAL[i]) + Math.max(0, 1 + FAKE[i])));
    assertGenerator(objective, -MEAN_FAKE);
  }

  @Test
  void wassersteinIsTheDifferenceOfTheMeans() {
    Objective objective = Wasserstein.defaults();

    assertDiscriminator(objective, MEAN_FAKE - MEAN_REAL);
    assertGenerator(objective, -MEAN_FAKE);
  }

  @Test
  void onlyWassersteinClipsAndOnlyWhereAsked() {
    assertThat(Wasserstein.defaults().weightClip()).isZero();
    assertThat(new Wasserstein(0.01).weightClip()).isEqualTo(0.01);
    assertThat(Hinge.defaults().weightClip()).isZero();
    assertThatThrownBy(() -> new Wasserstein(-0.01))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weight-clip is -0.01; it must be from 0.0 to 100.0");
  }

  @Test
  void relativisticComparesPairs() {
    Objective objective = Relativistic.defaults();

    assertDiscriminator(objective, mean(i -> -Math.log(sigmoid(REAL[i] - FAKE[i]))));
    assertGenerator(objective, mean(i -> -Math.log(sigmoid(FAKE[i] - REAL[i]))));
  }

  @Test
  void relativisticAverageComparesWithTheMeanOfTheOther() {
    Objective objective = RelativisticAverage.defaults();

    assertDiscriminator(
        objective,
        mean(
            i ->
                -Math.log(sigmoid(REAL[i] - MEAN_FAKE))
                    - Math.log(1 - sigmoid(FAKE[i] - MEAN_REAL))));
    assertGenerator(
        objective,
        mean(
            i ->
                -Math.log(sigmoid(FAKE[i] - MEAN_REAL))
                    - Math.log(1 - sigmoid(REAL[i] - MEAN_FAKE))));
  }

  @Test
  void onlyLogisticScoresAreReportedAsProbabilities() {
    assertThat(verdict(NonSaturating.defaults())).isCloseTo(sigmoid(4), within(1e-6));
    assertThat(verdict(Minimax.defaults())).isCloseTo(sigmoid(4), within(1e-6));
    assertThat(verdict(LeastSquares.defaults())).isEqualTo(4);
    assertThat(verdict(Hinge.defaults())).isEqualTo(4);
    assertThat(verdict(Wasserstein.defaults())).isEqualTo(4);
    assertThat(verdict(Relativistic.defaults())).isEqualTo(4);
    assertThat(verdict(RelativisticAverage.defaults())).isEqualTo(4);
  }

  @Test
  void lossesThatDoNotNeedRealsDoNotAskForThem() {
    assertNoReals(NonSaturating.defaults());
    assertNoReals(Minimax.defaults());
    assertNoReals(LeastSquares.defaults());
    assertNoReals(Hinge.defaults());
    assertNoReals(Wasserstein.defaults());
  }

  private static void assertNoReals(Objective objective) {
    Supplier<Operand<TFloat32>> never =
        () -> {
          throw new AssertionError(objective + " asks for a pass over reals");
        };
    try (ScratchGraph scratch = new ScratchGraph()) {
      Operand<TFloat32> loss = objective.generatorLoss(scratch.tf(), never, scratch.vector(FAKE));
      assertThat(scratch.values(loss)[0]).isFinite();
    }
  }

  private static void assertDiscriminator(Objective objective, double expected) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Operand<TFloat32> loss =
          objective.discriminatorLoss(scratch.tf(), scratch.vector(REAL), scratch.vector(FAKE));
      assertThat((double) scratch.values(loss)[0]).isCloseTo(expected, within(2e-6));
    }
  }

  private static void assertGenerator(Objective objective, double expected) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Operand<TFloat32> loss =
          objective.generatorLoss(scratch.tf(), () -> scratch.vector(REAL), scratch.vector(FAKE));
      assertThat((double) scratch.values(loss)[0]).isCloseTo(expected, within(2e-6));
    }
  }

  private static double verdict(Objective objective) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      return scratch.values(objective.verdict(scratch.tf(), scratch.vector(REAL)))[4];
    }
  }

  private static double mean(IntToDoubleFunction term) {
    return IntStream.range(0, REAL.length).mapToDouble(term).average().orElseThrow();
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  private static double square(double x) {
    return x * x;
  }
}
