package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.ScratchGraph;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class SelfAttentionTest {
  private static final int BATCH = 2;
  private static final int PIXELS = 6;
  private static final int CHANNELS = 16;
  private static final int QUERY = CHANNELS / 8;
  private static final int VALUE = CHANNELS / 2;
  private static final Shape SHAPE = Shape.of(BATCH, 3, 2, CHANNELS);
  private static final Initializer ZERO = new Initializer.Fill(0);

  private final ScratchGraph scratch = new ScratchGraph();
  private final float[] x = Noise.normal(1, (int) SHAPE.size());
  private final float[] query = Noise.normal(2, CHANNELS * QUERY);
  private final float[] key = Noise.normal(3, CHANNELS * QUERY);
  private final float[] value = Noise.normal(4, CHANNELS * VALUE);
  private final float[] output = Noise.normal(5, VALUE * CHANNELS);

  @AfterEach
  void close() {
    scratch.close();
  }

  private Pass pass(float gamma, Precision precision) {
    Map<String, float[]> variables = new HashMap<>();
    variables.put("network/attention/query/kernel", query);
    variables.put("network/attention/key/kernel", key);
    variables.put("network/attention/value/kernel", value);
    variables.put("network/attention/output/kernel", output);
    variables.put("network/attention/gamma", new float[] {gamma});
    return new Pass(
        scratch.tf(), "network", new FrozenVariables(variables), Pass.Mode.TRAINING, precision);
  }

  private float[] attended(float gamma, Precision precision) {
    Operand<TFloat32> y =
        SelfAttention.apply(pass(gamma, precision), scratch.constant(SHAPE, x), ZERO);
    assertThat(y.shape()).isEqualTo(SHAPE);
    return scratch.values(y);
  }

  /** The definition, pixel by pixel. */
  private double[] expected(float gamma) {
    double[] y = new double[x.length];
    for (int n = 0; n < BATCH; n++) {
      double[] image = new double[PIXELS * CHANNELS];
      for (int i = 0; i < image.length; i++) {
        image[i] = x[n * image.length + i];
      }
      double[] seen =
          attend(
              product(image, CHANNELS, query),
              product(image, CHANNELS, key),
              product(image, CHANNELS, value));
      double[] back = product(seen, VALUE, output);
      for (int i = 0; i < image.length; i++) {
        y[n * image.length + i] = image[i] + gamma * back[i];
      }
    }
    return y;
  }

  private static double[] attend(double[] queries, double[] keys, double[] values) {
    double[] seen = new double[PIXELS * VALUE];
    for (int i = 0; i < PIXELS; i++) {
      double[] weights = new double[PIXELS];
      double sum = 0;
      for (int j = 0; j < PIXELS; j++) {
        double logit = 0;
        for (int c = 0; c < QUERY; c++) {
          logit += queries[i * QUERY + c] * keys[j * QUERY + c];
        }
        weights[j] = Math.exp(logit);
        sum += weights[j];
      }
      for (int j = 0; j < PIXELS; j++) {
        for (int c = 0; c < VALUE; c++) {
          seen[i * VALUE + c] += weights[j] / sum * values[j * VALUE + c];
        }
      }
    }
    return seen;
  }

  /** Rows of {@code inner} values times a matrix. */
  private static double[] product(double[] rows, int inner, float[] matrix) {
    int outer = matrix.length / inner;
    double[] product = new double[rows.length / inner * outer];
    for (int i = 0; i < product.length; i++) {
      for (int k = 0; k < inner; k++) {
        product[i] += rows[i / outer * inner + k] * matrix[k * outer + i % outer];
      }
    }
    return product;
  }

  @Test
  void everyPixelAddsWhatItAttendsTo() {
    float[] y = attended(0.7f, Precision.FLOAT32);

    double[] expected = expected(0.7f);
    for (int i = 0; i < y.length; i++) {
      assertThat((double) y[i]).isCloseTo(expected[i], within(1e-4));
    }
  }

  @Test
  void withGammaZeroNothingIsAdded() {
    assertThat(attended(0, Precision.FLOAT32)).isEqualTo(x);
  }

  @Test
  void bfloat16IsRoundedButNear() {
    float[] single = attended(0.1f, Precision.FLOAT32);
    float[] half = attended(0.1f, Precision.BFLOAT16);

    assertThat(half).isNotEqualTo(single);
    for (int i = 0; i < half.length; i++) {
      assertThat(half[i]).isCloseTo(single[i], within(0.3f));
    }
  }

  @Test
  void logitsThatExpCannotHoldStayFinite() {
    for (int i = 0; i < x.length; i++) {
      x[i] *= 1000;
    }

    for (float each : attended(0.7f, Precision.FLOAT32)) {
      assertThat(each).isFinite();
    }
  }

  @Test
  void secondDerivativeIsThatOfFiniteDifferences() {
    PackedVariables packed = new PackedVariables(scratch);
    Pass pass =
        new Pass(scratch.tf(), "network", packed, Pass.Mode.TRAINING, Precision.FLOAT32)
            .derivedTwice();
    Operand<TFloat32> in = packed.next(Shape.of(2, 2, 2, 4));

    double error =
        packed.errorOfSecondDerivative(
            in,
            SelfAttention.apply(
                pass, scratch.tf().math.mul(in, scratch.tf().constant(0.3f)), ZERO));

    assertThat(error).isLessThan(PackedVariables.TOLERANCE);
  }

  @Test
  void aBatchOfUnknownSizeWillDo() {
    Placeholder<TFloat32> any = scratch.placeholder(Shape.UNKNOWN_SIZE, 3, 2, CHANNELS);

    Operand<TFloat32> y = SelfAttention.apply(pass(0.7f, Precision.FLOAT32), any, ZERO);

    assertThat(scratch.values(y, any, SHAPE, x))
        .containsExactly(attended(0.7f, Precision.FLOAT32), within(1e-4f));
  }
}
