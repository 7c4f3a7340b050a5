package dev.gantry.nn;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.ScratchGraph;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.ndarray.Shape;

@ExtendWith(LeakCheck.class)
class VirtualBatchNormTest {
  private static final int REFERENCE = 3;
  private static final PlainNorm PLAIN = new PlainNorm(REFERENCE + 2, 4, 2);
  private static final int IMAGE = 4 * 2;
  private static final String MEAN = "network/norm/mean";
  private static final String VARIANCE = "network/norm/variance";
  private static final float[] GAMMA = {3, -2};
  private static final float[] BETA = {10, 20};

  private final ScratchGraph scratch = new ScratchGraph();
  private final float[] x = Noise.normal(1, PLAIN.size());

  VirtualBatchNormTest() {
    for (int i = 0; i < x.length; i++) {
      x[i] = (PLAIN.image(i) + 1) * x[i] + 5 * PLAIN.channel(i);
    }
  }

  @AfterEach
  void close() {
    scratch.close();
  }

  private Pass pass(Pass.Mode mode, float[] mean, float[] variance) {
    Map<String, float[]> variables = new HashMap<>();
    variables.put("network/norm/gamma", GAMMA);
    variables.put("network/norm/beta", BETA);
    variables.put(MEAN, mean);
    variables.put(VARIANCE, variance);
    return new Pass(
            scratch.tf(), "network", new FrozenVariables(variables), mode, Precision.FLOAT32)
        .withReference(REFERENCE);
  }

  private Pass training() {
    return pass(Pass.Mode.TRAINING, new float[2], new float[2]);
  }

  private float[] normalized(Pass pass, float[] images) {
    Shape shape = Shape.of(images.length / IMAGE, 2, 2, 2);
    return scratch.values(VirtualBatchNorm.apply(pass, scratch.constant(shape, images)));
  }

  @Test
  void inTrainingTheReferenceIsNormalizedByItselfAndEachImageByBoth() {
    double[] expected =
        PlainNorm.affine(
            PLAIN.virtuallyNormalized(x, REFERENCE, 1e-3), PLAIN::channel, GAMMA, BETA);

    assertClose(normalized(training(), x), expected);
  }

  @Test
  void inTrainingAnImageDependsOnTheReferenceButNotOnTheImageBesideIt() {
    float[] before = normalized(training(), x);
    x[x.length - 1] += 100;
    float[] besideChanged = normalized(training(), x);
    x[0] += 100;
    float[] referenceChanged = normalized(training(), x);

    int start = REFERENCE * IMAGE;
    assertThat(Arrays.copyOfRange(besideChanged, start, start + IMAGE))
        .isEqualTo(Arrays.copyOfRange(before, start, start + IMAGE));
    assertThat(Arrays.copyOfRange(referenceChanged, start, start + IMAGE))
        .isNotEqualTo(Arrays.copyOfRange(before, start, start + IMAGE));
  }

  @Test
  void thePassRemembersTheStatisticsOfTheReferenceInPlaceOfTheOldOnes() {
    Pass pass = training();
    normalized(pass, x);

    Map<String, Pass.Statistic> seen = pass.statistics();

    assertThat(seen).containsOnlyKeys(MEAN, VARIANCE);
    assertThat(seen.values()).allSatisfy(statistic -> assertThat(statistic.momentum()).isZero());
    assertClose(remembered(pass, MEAN), new double[] {mean(0, 1), mean(1, 1)});
    assertClose(
        remembered(pass, VARIANCE),
        new double[] {mean(0, 2) - mean(0, 1) * mean(0, 1), mean(1, 2) - mean(1, 1) * mean(1, 1)});
  }

  @Test
  void inInferenceTheStatisticsStandForTheReference() {
    Pass training = training();
    float[] expected = normalized(training, x);
    Pass inference =
        pass(Pass.Mode.INFERENCE, remembered(training, MEAN), remembered(training, VARIANCE));

    float[] y = normalized(inference, Arrays.copyOfRange(x, REFERENCE * IMAGE, x.length));

    assertThat(y)
        .containsExactly(Arrays.copyOfRange(expected, REFERENCE * IMAGE, x.length), within(1e-5f));
    assertThat(inference.statistics()).isEmpty();
  }

  @Test
  void varianceBesideALargeMeanStaysPositive() {
    for (int i = 0; i < x.length; i++) {
      x[i] = 50_000 + 0.01f * x[i];
    }

    assertThat(normalized(training(), x)).doesNotContain(Float.NaN);
  }

  @Test
  void aPassWithoutReferenceIsAnError() {
    assertThatThrownBy(() -> normalized(training().withReference(0), x))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("virtual batch norm in a pass without a reference batch");
  }

  private float[] remembered(Pass pass, String name) {
    return scratch.values(requireNonNull(pass.statistics().get(name)).value());
  }

  private double mean(int channel, int power) {
    return PLAIN.mean(x, power, i -> PLAIN.image(i) < REFERENCE && PLAIN.channel(i) == channel);
  }

  private static void assertClose(float[] actual, double[] expected) {
    assertThat(actual).hasSize(expected.length);
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-4));
    }
  }
}
