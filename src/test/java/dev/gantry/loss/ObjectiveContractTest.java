package dev.gantry.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.Families;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** What every objective promises. */
@ExtendWith(LeakCheck.class)
class ObjectiveContractTest {
  private static final Shape BATCH = Shape.of(4);
  private static final float[] REAL = {-1.5f, 0.2f, 0.9f, 2};
  private static final float[] FAKE = {-2, -0.4f, 0.3f, 1.7f};

  static List<Objective> objectives() {
    return Families.defaults(Objective.class);
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void gradientsOfTheDiscriminatorsLossAreItsFiniteDifferences(Objective objective) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Placeholder<TFloat32> real = scratch.placeholder(4);
      Operand<TFloat32> loss =
          objective.discriminatorLoss(scratch.tf(), real, scratch.vector(FAKE));
      assertGradient(scratch, loss, real, REAL);
    }
    try (ScratchGraph scratch = new ScratchGraph()) {
      Placeholder<TFloat32> fake = scratch.placeholder(4);
      Operand<TFloat32> loss =
          objective.discriminatorLoss(scratch.tf(), scratch.vector(REAL), fake);
      assertGradient(scratch, loss, fake, FAKE);
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void gradientOfTheGeneratorsLossIsItsFiniteDifference(Objective objective) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Placeholder<TFloat32> fake = scratch.placeholder(4);
      assertGradient(
          scratch,
          objective.generatorLoss(scratch.tf(), () -> scratch.vector(REAL), fake),
          fake,
          FAKE);
    }
  }

  private static void assertGradient(
      ScratchGraph scratch, Operand<TFloat32> loss, Placeholder<TFloat32> logits, float[] at) {
    assertThat(loss.shape()).isEqualTo(Shape.scalar());
    float[] gradient = scratch.values(scratch.gradient(loss, logits), logits, BATCH, at);
    float h = 1f / 64;
    for (int i = 0; i < at.length; i++) {
      double above = scratch.values(loss, logits, BATCH, moved(at, i, h))[0];
      double below = scratch.values(loss, logits, BATCH, moved(at, i, -h))[0];
      assertThat((double) gradient[i]).isCloseTo((above - below) / (2 * h), within(5e-5));
    }
  }

  private static float[] moved(float[] values, int index, float by) {
    float[] moved = values.clone();
    moved[index] += by;
    return moved;
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void extremeLogitsGiveFiniteLossesAndGradients(Objective objective) {
    float[] extreme = {-100, 100, -100, 100};
    try (ScratchGraph scratch = new ScratchGraph()) {
      Placeholder<TFloat32> logits = scratch.placeholder(4);
      Operand<TFloat32> d = objective.discriminatorLoss(scratch.tf(), logits, logits);
      Operand<TFloat32> both =
          scratch.tf().math.add(d, objective.generatorLoss(scratch.tf(), () -> logits, logits));
      assertThat(scratch.values(both, logits, BATCH, extreme)[0]).isFinite();
      for (float value : scratch.values(scratch.gradient(both, logits), logits, BATCH, extreme)) {
        assertThat(value).isFinite();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void thePlayersPullFakesInOppositeDirections(Objective objective) {
    // Between the two targets of least squares: beyond them, both players pull one way.
    float[] low = {0.1f, 0.3f, 0.4f, 0.7f};
    float[] high = {0.2f, 0.5f, 0.6f, 0.9f};
    try (ScratchGraph scratch = new ScratchGraph()) {
      Placeholder<TFloat32> fake = scratch.placeholder(4);
      Operand<TFloat32> d = objective.discriminatorLoss(scratch.tf(), scratch.vector(REAL), fake);
      Operand<TFloat32> g = objective.generatorLoss(scratch.tf(), () -> scratch.vector(REAL), fake);
      assertThat(scratch.values(d, fake, BATCH, high)[0])
          .isGreaterThan(scratch.values(d, fake, BATCH, low)[0]);
      assertThat(scratch.values(g, fake, BATCH, high)[0])
          .isLessThan(scratch.values(g, fake, BATCH, low)[0]);
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void verdictIsHigherForAHigherScore(Objective objective) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      float[] verdict = scratch.values(objective.verdict(scratch.tf(), scratch.vector(REAL)));
      assertThat(verdict).hasSize(REAL.length).isSorted();
    }
  }
}
