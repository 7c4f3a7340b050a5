package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.ScratchGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class SpectralNormTest {
  /** A kernel of a convolution: inputs of 2×2 pixels and 3 channels, 4 outputs. */
  private static final Shape KERNEL = Shape.of(2, 2, 3, 4);

  private static final int OUTPUTS = 4;
  private static final float[] VALUES = Noise.normal(1, 2 * 2 * 3 * 4);

  private final ScratchGraph scratch = new ScratchGraph();
  private final Ops tf = scratch.tf();
  private final VariableStore store = new VariableStore(9);

  @AfterEach
  void close() {
    scratch.close();
  }

  private Pass pass(VariableSource source) {
    return new Pass(tf, "network", source, Pass.Mode.TRAINING, Precision.FLOAT32).spectral(true);
  }

  /** Starts with these values. */
  private record Given(float[] start) {
    Op assign(Ops tf, Variable variable) {
      return variable.assign(
          tf, tf.reshape(tf.constant(start), tf.constant(variable.spec().shape().asArray())));
    }
  }

  private Variable variable(String name) {
    return store.all().stream().filter(v -> v.name().equals(name)).findFirst().orElseThrow();
  }

  /** What is left of the kernel, after so many steps of the discriminator. */
  private float[] normalizedAfter(int steps, Shape shape, int outputAxis, float[] values) {
    Pass pass = pass(store.reads());
    Operand<TFloat32> normalized = pass.kernel(shape, new Initializer.Fill(0), outputAxis);
    List<Op> updates = store.updateStatistics(tf, List.of(pass));
    scratch.run(store.initialize(tf));
    scratch.run(List.of(new Given(values).assign(tf, variable("network/kernel"))));
    for (int i = 0; i < steps; i++) {
      scratch.run(updates);
    }
    return scratch.values(normalized);
  }

  /** The largest singular value, by a power iteration of its own. */
  private static double largestSingularValue(double[][] matrix) {
    double[] right = new double[matrix[0].length];
    Arrays.fill(right, 1);
    double norm = 0;
    for (int step = 0; step < 2000; step++) {
      double[] left = new double[matrix.length];
      for (int i = 0; i < matrix.length; i++) {
        for (int j = 0; j < right.length; j++) {
          left[i] += matrix[i][j] * right[j];
        }
      }
      double[] next = new double[right.length];
      double squares = 0;
      for (int j = 0; j < right.length; j++) {
        for (int i = 0; i < matrix.length; i++) {
          next[j] += matrix[i][j] * left[i];
        }
        squares += next[j] * next[j];
      }
      // Of WᵀW, so the root of its eigenvalue.
      norm = Math.sqrt(Math.sqrt(squares));
      for (int j = 0; j < right.length; j++) {
        right[j] = next[j] / Math.sqrt(squares);
      }
    }
    return norm;
  }

  private static void assertDividedBy(double sigma, float[] values, float[] normalized) {
    for (int i = 0; i < values.length; i++) {
      assertThat((double) normalized[i]).isCloseTo(values[i] / sigma, within(1e-4));
    }
  }

  @Test
  void aDiagonalMatrixIsDividedByItsLargestEntry() {
    float[] values = {0.5f, 0, 0, 0, -3, 0, 0, 0, 2};

    assertDividedBy(3, values, normalizedAfter(60, Shape.of(3, 3), 1, values));
  }

  @Test
  void aKernelIsDividedByTheLargestSingularValueOfInputsTimesOutputs() {
    double[][] matrix = new double[VALUES.length / OUTPUTS][OUTPUTS];
    for (int i = 0; i < VALUES.length; i++) {
      matrix[i / OUTPUTS][i % OUTPUTS] = VALUES[i];
    }

    assertDividedBy(largestSingularValue(matrix), VALUES, normalizedAfter(100, KERNEL, 3, VALUES));
  }

  @Test
  void aTransposedKernelHasItsOutputsOnTheAxisBeforeTheLast() {
    // [2, 2, outputs, inputs]
    int inputs = 4;
    int outputs = 3;
    double[][] matrix = new double[2 * 2 * inputs][outputs];
    for (int i = 0; i < VALUES.length; i++) {
      int pixel = i / (outputs * inputs);
      matrix[pixel * inputs + i % inputs][i / inputs % outputs] = VALUES[i];
    }

    assertDividedBy(largestSingularValue(matrix), VALUES, normalizedAfter(100, KERNEL, 2, VALUES));
  }

  @Test
  void everyProductHasOneVectorOfItsOutputs() {
    Initializer one = new Initializer.Fill(1);
    Pass pass = pass(store.reads());
    Operand<TFloat32> images = scratch.constant(Shape.of(1, 1, 1, 2), 1, 2);

    Convolution.apply(pass.in("convolution"), images, Window.HALVING, 5, one);
    TransposedConvolution.apply(pass.in("transposed"), images, Window.HALVING, 6, one);
    Dense.apply(pass.in("dense"), scratch.constant(Shape.of(1, 2), 1, 2), 7, one);
    pass.in("projection").embedding(Shape.of(3, 8), one);

    assertThat(store.statistics())
        .extracting(variable -> variable.name() + " " + variable.spec().shape())
        .containsExactly(
            "network/convolution/u [1, 5]",
            "network/transposed/u [1, 6]",
            "network/dense/u [1, 7]",
            "network/projection/u [1, 3]");
  }

  @Test
  void oneStepIsOneIterationOfTheVectorThatTheVariableHolds() {
    Pass pass = pass(store.reads());
    pass.kernel(Shape.of(2, 2), new Initializer.Fill(0), 1);
    List<Op> updates = store.updateStatistics(tf, List.of(pass));
    Variable u = variable("network/u");
    Operand<TFloat32> read = u.read(tf);
    scratch.run(store.initialize(tf));
    scratch.run(
        List.of(
            new Given(new float[] {1, 2, 3, 4}).assign(tf, variable("network/kernel")),
            new Given(new float[] {1, 0}).assign(tf, u)));

    scratch.run(updates);

    // v = u Wᵀ = (1, 3) / sqrt(10); v W = (10, 14) / sqrt(10).
    double length = Math.hypot(10, 14);
    assertThat(scratch.values(read))
        .containsExactly(new float[] {(float) (10 / length), (float) (14 / length)}, within(1e-6f));
  }

  @Test
  void passesThatReadTogetherShareOneNormalization() {
    VariableStore.Reads reads = store.reads();
    Initializer one = new Initializer.Fill(1);

    Operand<TFloat32> first = pass(reads).kernel(KERNEL, one, 3);

    assertThat(pass(reads).kernel(KERNEL, one, 3)).isSameAs(first);
    assertThat(pass(store.reads()).kernel(KERNEL, one, 3)).isNotSameAs(first);
  }

  @Test
  void inInferenceTheVectorIsUsedAsItIsAndNothingIsRemembered() {
    float[] kernel = {1, 2, 3, 4};
    float[] u = {0.6f, 0.8f};
    Pass inference =
        new Pass(
                tf,
                "network",
                new FrozenVariables(Map.of("network/kernel", kernel, "network/u", u)),
                Pass.Mode.INFERENCE,
                Precision.FLOAT32)
            .spectral(true);

    float[] normalized =
        scratch.values(inference.kernel(Shape.of(2, 2), new Initializer.Fill(0), 1));

    // The length of u Wᵀ = (2.2, 5), which is v W uᵀ for the unit v along it.
    assertDividedBy(Math.hypot(2.2, 5), kernel, normalized);
    assertThat(inference.statistics()).isEmpty();
  }

  @Test
  void theGradientCountsTheSingularVectorsAsConstants() {
    float[] kernel = {1, 2, 3, 4};
    float[] u = {1, 0};
    float[] weights = {0.3f, -1, 2, 0.7f};
    Operand<TFloat32> read = scratch.constant(Shape.of(2, 2), kernel);
    Operand<TFloat32> start = scratch.constant(Shape.of(1, 2), u);
    Pass pass = pass((ops, spec) -> spec.name().endsWith("/u") ? start : read);
    Operand<TFloat32> loss =
        tf.reduceSum(
            tf.math.mul(
                pass.kernel(Shape.of(2, 2), new Initializer.Fill(0), 1),
                scratch.constant(Shape.of(2, 2), weights)),
            tf.constant(new int[] {0, 1}));
    Operand<TFloat32> gradient = scratch.gradient(loss, read);

    float[] actual = scratch.values(gradient);

    double[] v = {1 / Math.sqrt(10), 3 / Math.sqrt(10)};
    double[] next = {10 / Math.hypot(10, 14), 14 / Math.hypot(10, 14)};
    double step = 1e-4;
    for (int i = 0; i < kernel.length; i++) {
      double ahead = loss(kernel, weights, i, step, v, next);
      double behind = loss(kernel, weights, i, -step, v, next);
      assertThat((double) actual[i]).isCloseTo((ahead - behind) / (2 * step), within(1e-5));
    }
  }

  /** {@code Σ weights · K / (v K uᵀ)} with one value of K moved. */
  private static double loss(
      float[] kernel, float[] weights, int moved, double by, double[] v, double[] u) {
    double sigma = 0;
    double sum = 0;
    for (int i = 0; i < kernel.length; i++) {
      double value = kernel[i] + (i == moved ? by : 0);
      sigma += v[i / 2] * value * u[i % 2];
      sum += weights[i] * value;
    }
    return sum / sigma;
  }
}
