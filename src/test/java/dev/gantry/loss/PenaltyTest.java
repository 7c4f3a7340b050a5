package dev.gantry.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.nn.Draws;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.ScratchGraph;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Each penalty in closed form: on a linear critic, whose gradient is its weights everywhere, and on
 * D(x) = ½ ‖x‖², whose gradient is the point itself, so that the points show.
 */
@ExtendWith(LeakCheck.class)
class PenaltyTest {
  private static final int BATCH = 3;
  private static final int VALUES = 8;
  private static final Shape IMAGES = Shape.of(BATCH, 2, 2, 2);
  private static final float[] REALS = Noise.normal(1, BATCH * VALUES);
  private static final float[] FAKES = Noise.normal(2, BATCH * VALUES);
  private static final float[] W = Noise.normal(3, VALUES);
  private static final double SLOPE = Math.sqrt(sum(VALUES, i -> W[i] * W[i]));

  private final ScratchGraph scratch = new ScratchGraph();

  @AfterEach
  void close() {
    scratch.close();
  }

  @Test
  void slopeOfALinearCriticIsThatOfItsWeights() {
    assertThat(SLOPE).isGreaterThan(1.5);
    assertLinear(new GradientPenalty(10, 1, false), 10 * square(SLOPE - 1));
    assertLinear(new GradientPenalty(3, 5, false), 3 * square(SLOPE - 5));
    assertLinear(new GradientPenalty(7, 0, false), 7 * square(SLOPE));
    assertLinear(new Dragan(10, 0.5), 10 * square(SLOPE - 1));
    assertLinear(new R1(10, 1), 5 * square(SLOPE));
    assertLinear(new R2(4, 8), 16 * square(SLOPE));
    assertLinear(new R1AndR2(0.05, 1), 0.05 * square(SLOPE));
  }

  @Test
  void aOneSidedPenaltyIsFreeBelowItsTarget() {
    assertLinear(new GradientPenalty(10, 1, true), 10 * square(SLOPE - 1));
    assertLinear(new GradientPenalty(10, 5, true), 0);
  }

  private void assertLinear(Penalty penalty, double expected) {
    Result linear = of(penalty, this::linear);
    assertThat(linear.value).as("%s", penalty).isCloseTo(expected, within(1e-4));
  }

  @Test
  void theGradientPenaltyIsTakenBetweenEachPair() {
    Result penalty = of(new GradientPenalty(10, 1, false), this::bowl);

    float[] epsilon = drawn(penalty, "epsilon");
    assertThat(epsilon).hasSize(BATCH);
    assertThat(penalty.value)
        .isCloseTo(
            10
                * meanOverNorms(
                    i -> {
                      double e = epsilon[i / VALUES];
                      return e * REALS[i] + (1 - e) * FAKES[i];
                    },
                    norm -> square(norm - 1)),
            within(1e-3));
  }

  @Test
  void draganIsTakenAroundReals() {
    double mean = sum(REALS.length, i -> REALS[i]) / REALS.length;
    double deviation = Math.sqrt(sum(REALS.length, i -> square(REALS[i] - mean)) / REALS.length);

    Result penalty = of(new Dragan(10, 0.5), this::bowl);

    float[] noise = drawn(penalty, "noise");
    assertThat(penalty.value)
        .isCloseTo(
            10
                * meanOverNorms(
                    i -> REALS[i] + 0.5 * deviation * noise[i], norm -> square(norm - 1)),
            within(1e-3));
  }

  @Test
  void r1IsTakenAtRealsAndR2AtFakes() {
    double reals = meanOverNorms(i -> REALS[i], PenaltyTest::square);
    double fakes = meanOverNorms(i -> FAKES[i], PenaltyTest::square);

    assertThat(of(new R1(10, 1), this::bowl).value).isCloseTo(5 * reals, within(1e-3));
    assertThat(of(new R2(10, 1), this::bowl).value).isCloseTo(5 * fakes, within(1e-3));
    assertThat(of(new R1AndR2(10, 1), this::bowl).value)
        .isCloseTo(5 * (reals + fakes), within(1e-3));
  }

  @Test
  void nothingIsNothing() {
    assertThat(of(NoPenalty.defaults(), this::bowl).value).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aWeightThatIsNotAboveZeroIsRefused(double weight) {
    assertRefused(() -> new GradientPenalty(weight, 1, false), "weight is ");
    assertRefused(() -> new Dragan(weight, 0.5), "weight is ");
    assertRefused(() -> new Dragan(10, weight), "noise is ");
    assertRefused(() -> new R1(weight, 1), "gamma is ");
    assertRefused(() -> new R2(weight, 1), "gamma is ");
    assertRefused(() -> new R1AndR2(weight, 1), "gamma is ");
  }

  @Test
  void otherOptionsOutOfRangeAreRefused() {
    assertRefused(() -> new GradientPenalty(1, -0.1, false), "target is -0.1; it must be from 0");
    assertRefused(() -> new R1(1, 0), "every is 0; it must be from 1 to 1000");
    assertRefused(() -> new R1AndR2(1, 1001), "every is 1001; it must be from 1 to 1000");
  }

  private static void assertRefused(ThrowingCallable made, String message) {
    assertThatThrownBy(made)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  /**
   * A penalty's value.
   *
   * @param draws what it drew, by name
   */
  private record Result(double value, Map<String, float[]> draws) {}

  private Result of(Penalty penalty, UnaryOperator<Operand<TFloat32>> critic) {
    Draws draws = new Draws(scratch.tf(), 5, scratch.tf().constant(7L));
    Operand<TFloat32> value =
        penalty.of(
            new Penalty.Subject(
                scratch.graph(),
                scratch.tf(),
                critic,
                scratch.constant(IMAGES, REALS),
                scratch.constant(IMAGES, FAKES),
                draws));
    assertThat(value.shape()).isEqualTo(Shape.scalar());
    if (draws.made().isEmpty()) {
      return new Result(scratch.values(value)[0], Map.of());
    }
    String name = draws.made().keySet().iterator().next();
    List<float[]> values = scratch.values(List.of(value, draws.made().get(name)));
    return new Result(values.get(0)[0], Map.of(name, values.get(1)));
  }

  private static float[] drawn(Result penalty, String onlyDraw) {
    assertThat(penalty.draws.keySet()).containsExactly(onlyDraw);
    return Objects.requireNonNull(penalty.draws.get(onlyDraw));
  }

  /** {@code w · x}. */
  private Operand<TFloat32> linear(Operand<TFloat32> images) {
    Operand<TFloat32> w = scratch.constant(Shape.of(2, 2, 2), W);
    return scores(scratch.tf().math.mul(images, w));
  }

  /** {@code ½ ‖x‖²}. */
  private Operand<TFloat32> bowl(Operand<TFloat32> images) {
    Operand<TFloat32> half = scratch.tf().constant(0.5f);
    return scores(scratch.tf().math.mul(scratch.tf().math.mul(images, images), half));
  }

  private Operand<TFloat32> scores(Operand<TFloat32> terms) {
    return scratch.tf().reduceSum(terms, scratch.tf().constant(new int[] {1, 2, 3}));
  }

  private static double meanOverNorms(IntToDoubleFunction point, DoubleUnaryOperator cost) {
    return sum(
            BATCH,
            image ->
                cost.applyAsDouble(
                    Math.sqrt(sum(VALUES, i -> square(point.applyAsDouble(image * VALUES + i))))))
        / BATCH;
  }

  private static double sum(int count, IntToDoubleFunction term) {
    return IntStream.range(0, count).mapToDouble(term).sum();
  }

  private static double square(double x) {
    return x * x;
  }
}
