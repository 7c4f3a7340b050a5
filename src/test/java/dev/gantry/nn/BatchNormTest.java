package dev.gantry.nn;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.ScratchGraph;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class BatchNormTest {
  private static final int CHANNELS = 2;
  private static final Shape SHAPE = Shape.of(2, 3, 3, CHANNELS);
  private static final int COUNT = 2 * 3 * 3;

  private final ScratchGraph scratch = new ScratchGraph();
  private final float[] x = Noise.normal(1, COUNT * CHANNELS);

  BatchNormTest() {
    for (int i = 0; i < x.length; i++) {
      x[i] = i % CHANNELS == 0 ? 5 + 2 * x[i] : -1 + 0.5f * x[i];
    }
  }

  @AfterEach
  void close() {
    scratch.close();
  }

  private Pass pass(Pass.Mode mode, float[] gamma, float[] beta) {
    return new Pass(
        scratch.tf(),
        "network",
        new FrozenVariables(
            Map.of(
                "network/norm/gamma",
                gamma,
                "network/norm/beta",
                beta,
                "network/norm/mean",
                new float[] {4, -2},
                "network/norm/variance",
                new float[] {9, 0.25f})),
        mode,
        Precision.FLOAT32);
  }

  private float[] normalized(Pass pass) {
    Operand<TFloat32> y = BatchNorm.apply(pass, scratch.constant(SHAPE, x));
    assertThat(y.shape()).isEqualTo(SHAPE);
    return scratch.values(y);
  }

  @Test
  void inTrainingEachChannelIsNormalizedByTheBiasedMomentsOfTheBatch() {
    float[] y = normalized(pass(Pass.Mode.TRAINING, new float[] {1, 1}, new float[] {0, 0}));

    for (int c = 0; c < CHANNELS; c++) {
      double variance = squares(x, c) / COUNT;
      assertThat(mean(y, c)).isCloseTo(0, within(1e-6));
      assertThat(squares(y, c) / COUNT)
          .isCloseTo(variance / (variance + BatchNorm.EPSILON), within(1e-5));
    }
  }

  @Test
  void scaleAndShiftComeAfterNormalization() {
    float[] y = normalized(pass(Pass.Mode.TRAINING, new float[] {3, -2}, new float[] {10, 20}));

    for (int i = 0; i < y.length; i++) {
      int c = i % CHANNELS;
      double plain = (x[i] - mean(x, c)) / Math.sqrt(squares(x, c) / COUNT + BatchNorm.EPSILON);
      double expected = c == 0 ? 3 * plain + 10 : -2 * plain + 20;
      assertThat((double) y[i]).isCloseTo(expected, within(1e-4));
    }
  }

  @Test
  void inTrainingThePassRemembersMeanAndUnbiasedVariance() {
    Pass pass = pass(Pass.Mode.TRAINING, new float[] {3, -2}, new float[] {10, 20});
    BatchNorm.apply(pass, scratch.constant(SHAPE, x));

    Map<String, Pass.Statistic> seen = pass.statistics();

    assertThat(seen).containsOnlyKeys("network/norm/mean", "network/norm/variance");
    float[] means = scratch.values(requireNonNull(seen.get("network/norm/mean")).value());
    float[] variances = scratch.values(requireNonNull(seen.get("network/norm/variance")).value());
    for (int c = 0; c < CHANNELS; c++) {
      assertThat((double) means[c]).isCloseTo(mean(x, c), within(1e-5));
      assertThat((double) variances[c]).isCloseTo(squares(x, c) / (COUNT - 1), within(1e-4));
    }
  }

  @Test
  void inInferenceTheMovingStatisticsNormalizeAndNothingIsRemembered() {
    Pass pass = pass(Pass.Mode.INFERENCE, new float[] {3, -2}, new float[] {10, 20});

    float[] y = normalized(pass);

    for (int i = 0; i < y.length; i++) {
      double expected =
          i % CHANNELS == 0
              ? 3 * (x[i] - 4) / Math.sqrt(9 + BatchNorm.EPSILON) + 10
              : -2 * (x[i] + 2) / Math.sqrt(0.25 + BatchNorm.EPSILON) + 20;
      assertThat((double) y[i]).isCloseTo(expected, within(1e-4));
    }
    assertThat(pass.statistics()).isEmpty();
  }

  @Test
  void eachPassMovesTheStatisticsATenthOfTheWay() {
    VariableStore store = new VariableStore(1);
    Pass first = training(store);
    Pass second = training(store);
    BatchNorm.apply(first, scratch.constant(Shape.of(1, 1, 2, 1), 0, 4));
    BatchNorm.apply(second, scratch.constant(Shape.of(1, 1, 2, 1), 9, 11));
    List<Variable> statistics = store.statistics();
    List<Operand<TFloat32>> reads = statistics.stream().map(v -> v.read(scratch.tf())).toList();
    scratch.run(store.initialize(scratch.tf()));

    scratch.run(store.updateStatistics(scratch.tf(), List.of(first, second)));

    assertThat(statistics)
        .extracting(Variable::name)
        .containsExactly("network/norm/mean", "network/norm/variance");
    List<float[]> values = scratch.values(reads);
    assertThat(values.get(0)[0]).isCloseTo(0.9f * (0.1f * 2) + 0.1f * 10, within(1e-5f));
    // Two values 4 apart have an unbiased variance of 8, two that are 2 apart one of 2.
    assertThat(values.get(1)[0]).isCloseTo(0.9f * (0.9f + 0.1f * 8) + 0.1f * 2, within(1e-5f));
  }

  @Test
  void withClassesEachImageIsScaledAndShiftedByItsOwn() {
    float[] gamma = {3, -2, 0.5f, 7};
    float[] beta = {10, 20, -30, -40};
    PlainNorm plain = new PlainNorm(2, 9, CHANNELS);
    double[] normalized = plain.normalized(x, plain::channel, BatchNorm.EPSILON);

    float[] straight = labelled(gamma, beta, 1, 0, 0, 1);
    float[] swapped = labelled(gamma, beta, 0, 1, 1, 0);

    assertClose(
        straight,
        PlainNorm.affine(
            normalized, i -> CHANNELS * plain.image(i) + plain.channel(i), gamma, beta));
    assertClose(
        swapped,
        PlainNorm.affine(
            normalized, i -> CHANNELS * (1 - plain.image(i)) + plain.channel(i), gamma, beta));
  }

  private float[] labelled(float[] gamma, float[] beta, float... classes) {
    Pass pass =
        pass(Pass.Mode.TRAINING, gamma, beta)
            .withClasses(scratch.constant(Shape.of(2, 2), classes));
    float[] y = normalized(pass);
    assertThat(pass.statistics()).containsOnlyKeys("network/norm/mean", "network/norm/variance");
    return y;
  }

  private static void assertClose(float[] actual, double[] expected) {
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-4));
    }
  }

  @Test
  void withClassesTheMovingStatisticsNormalizeABatchOfAnySize() {
    Placeholder<TFloat32> any = scratch.placeholder(Shape.UNKNOWN_SIZE, 3, 3, CHANNELS);
    Pass pass =
        pass(Pass.Mode.INFERENCE, new float[] {3, -2, 0.5f, 7}, new float[] {10, 20, -30, -40})
            .withClasses(scratch.constant(Shape.of(2, 2), 0, 1, 1, 0));

    float[] y = scratch.values(BatchNorm.apply(pass, any), any, SHAPE, x);

    // The first image is of the second class.
    assertThat((double) y[0])
        .isCloseTo(0.5 * (x[0] - 4) / Math.sqrt(9 + BatchNorm.EPSILON) - 30, within(1e-4));
    int last = y.length - 1;
    assertThat((double) y[last])
        .isCloseTo(-2 * (x[last] + 2) / Math.sqrt(0.25 + BatchNorm.EPSILON) + 20, within(1e-4));
  }

  @Test
  void tablesOfClassesStartAsNoScaleAndNoShift() {
    VariableStore store = new VariableStore(1);
    Pass pass = training(store).withClasses(scratch.constant(Shape.of(1, 3), 0, 1, 0));
    BatchNorm.apply(pass, scratch.constant(Shape.of(1, 1, 2, 2), 1, 2, 3, 4));
    List<Variable> tables = store.trainable();
    List<Operand<TFloat32>> reads = tables.stream().map(v -> v.read(scratch.tf())).toList();
    scratch.run(store.initialize(scratch.tf()));

    assertThat(tables)
        .extracting(Variable::name)
        .containsExactly("network/norm/gamma", "network/norm/beta");
    assertThat(scratch.values(reads.get(0))).hasSize(3 * 2).containsOnly(1f);
    assertThat(scratch.values(reads.get(1))).hasSize(3 * 2).containsOnly(0f);
  }

  private Pass training(VariableStore store) {
    return new Pass(scratch.tf(), "network", store.reads(), Pass.Mode.TRAINING, Precision.FLOAT32);
  }

  private static double mean(float[] values, int channel) {
    return channel(values, channel).average().orElseThrow();
  }

  /** Sum of the squared distances from the mean. */
  private static double squares(float[] values, int channel) {
    double mean = mean(values, channel);
    return channel(values, channel).map(v -> (v - mean) * (v - mean)).sum();
  }

  private static DoubleStream channel(float[] values, int channel) {
    return IntStream.range(0, COUNT).mapToDouble(i -> values[i * CHANNELS + channel]);
  }
}
