package dev.gantry.graph;

import static dev.gantry.graph.GraphValues.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gantry.testing.LeakCheck;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

@ExtendWith(LeakCheck.class)
class WinogradConvolutionsTest {
  private static final List<Long> HALVING = List.of(1L, 2L, 2L, 1L);

  /** Of the root mean square of what is computed. */
  private static final double ROUNDING = 3e-6;

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);

  @AfterEach
  void close() {
    graph.close();
  }

  /** The three operations of a layer, against the same in float64. */
  @ParameterizedTest
  @CsvSource({"64, 8, 8, 64, 128", "64, 16, 16, 64, 128", "65, 8, 16, 65, 129"})
  void aLayerAndItsGradientsAreThoseOfPlainSums(
      int batch, int height, int width, int channels, int filters) {
    assumeThat(OneDnn.isOn()).isTrue();
    Operand<TFloat32> images = noise(1, batch, height, width, channels);
    Operand<TFloat32> kernel = noise(2, 4, 4, channels, filters);
    Operand<TFloat32> outer = noise(3, batch, height / 2, width / 2, filters);
    int[] sizes = {batch, height, width, channels};
    assertSame(
        tf.nn.conv2d(images, kernel, HALVING, "SAME"),
        tf.nn.conv2d(exact(images), exact(kernel), HALVING, "SAME"));
    assertSame(
        tf.nn.conv2dBackpropInput(tf.constant(sizes), kernel, outer, HALVING, "SAME"),
        tf.nn.conv2dBackpropInput(
            tf.constant(sizes), exact(kernel), exact(outer), HALVING, "SAME"));
    Operand<TInt32> of = tf.constant(new int[] {4, 4, channels, filters});
    assertSame(
        tf.nn.conv2dBackpropFilter(images, of, outer, HALVING, "SAME"),
        tf.nn.conv2dBackpropFilter(exact(images), of, exact(outer), HALVING, "SAME"));
  }

  @Test
  void factorsAreMadeOnceForAllThatReadThem() {
    assumeThat(OneDnn.isOn()).isTrue();
    Operand<TFloat32> kernel = noise(2, 4, 4, 64, 128);
    Operand<TFloat32> images = noise(1, 64, 8, 8, 64);
    Operand<TFloat32> outer = noise(3, 64, 4, 4, 128);
    tf.nn.conv2d(images, kernel, HALVING, "SAME");
    tf.nn.conv2d(noise(4, 64, 8, 8, 64), kernel, HALVING, "SAME");
    tf.nn.conv2dBackpropInput(
        tf.constant(new int[] {64, 8, 8, 64}), kernel, outer, HALVING, "SAME");
    tf.nn.conv2dBackpropFilter(
        images, tf.constant(new int[] {4, 4, 64, 128}), outer, HALVING, "SAME");
    try (Graph faster = FasterGraph.of(graph, true)) {
      // Of two batches of images, one kernel, one gradient; two results and two gradients.
      assertThat(Rule.ofType(faster, "BatchMatMulV2")).hasSize(2 + 2 + 2 + 1);
      assertThat(Rule.ofType(faster, "MatMul")).hasSize(1 + 1 + 2 + 1);
    }
  }

  @Test
  void anActivationIsNotFusedWithAConvolutionThatIsNone() {
    assumeThat(OneDnn.isOn()).isTrue();
    Operand<TFloat32> convolved =
        tf.nn.conv2d(noise(1, 64, 8, 8, 64), noise(2, 4, 4, 64, 128), HALVING, "SAME");
    Operand<TFloat32> output = tf.nn.leakyRelu(convolved, LeakyRelu.alpha(0.2f));
    try (Graph faster = FasterGraph.of(graph, true)) {
      GraphOperation activation = faster.operationOrThrow(output.op().name());
      assertThat(activation.input(0).op().type()).isEqualTo("Reshape");
      assertThat(Rule.ofType(faster, "_FusedConv2D")).isEmpty();
    }
  }

  /** Too few to pay, a size that tiles do not divide, another stride or padding. */
  @ParameterizedTest
  @CsvSource({
    "63, 8, 64, 128, 2, SAME",
    "64, 8, 63, 128, 2, SAME",
    "64, 8, 64, 127, 2, SAME",
    "64, 12, 64, 128, 2, SAME",
    "64, 32, 64, 128, 2, SAME",
    "64, 8, 64, 128, 1, SAME",
    "64, 10, 64, 128, 2, VALID"
  })
  void othersStayAsTheyAre(
      int batch, int size, int channels, int filters, long stride, String padding) {
    tf.nn.conv2d(
        noise(1, batch, size, size, channels),
        noise(2, 4, 4, channels, filters),
        List.of(1L, stride, stride, 1L),
        padding);
    try (Graph faster = FasterGraph.of(graph, true);
        Graph onGpu = FasterGraph.of(graph, false)) {
      assertThat(Rule.ofType(faster, "BatchMatMulV2")).isEmpty();
      assertThat(Rule.ofType(onGpu, "BatchMatMulV2")).isEmpty();
    }
  }

  private void assertSame(Operand<TFloat32> computed, Operand<TFloat64> exact) {
    Operand<TFloat32> read = tf.identity(computed);
    Operand<TFloat32> expected = tf.dtypes.cast(exact, TFloat32.class);
    try (Graph faster = FasterGraph.of(graph, true)) {
      assertThat(faster.operationOrThrow(read.op().name()).input(0).op().type())
          .isEqualTo("Reshape");
      float[] values = values(faster, read);
      float[] sums = values(graph, expected);
      double off = 0;
      double square = 0;
      for (int i = 0; i < sums.length; i++) {
        off += Math.pow(values[i] - sums[i], 2);
        square += Math.pow(sums[i], 2);
      }
      assertThat(square / sums.length).isGreaterThan(1);
      assertThat(Math.sqrt(off / square)).isLessThan(ROUNDING);
    }
  }

  private <T extends TNumber> Operand<TFloat64> exact(Operand<T> values) {
    return tf.dtypes.cast(values, TFloat64.class);
  }

  private Operand<TFloat32> noise(int seed, int... shape) {
    return tf.random.statelessRandomNormal(tf.constant(shape), tf.constant(new int[] {seed, 0}));
  }
}
