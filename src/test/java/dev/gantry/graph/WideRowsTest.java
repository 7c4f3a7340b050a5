package dev.gantry.graph;

import static dev.gantry.graph.GraphValues.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class WideRowsTest {
  private static final List<Long> HALVING = List.of(1L, 2L, 2L, 1L);

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);

  @AfterEach
  void close() {
    graph.close();
  }

  /** The same factors, with all sums and the result in float32. */
  @ParameterizedTest
  @CsvSource({"8, 8", "4, 8", "2, 2"})
  void resultsAndGradientsAreThoseOfPlainSums(int height, int width) {
    Operand<TBfloat16> images = noise(1, 32, height, width, 256);
    Operand<TBfloat16> kernel = noise(2, 4, 4, 256, 512);
    Operand<TBfloat16> outer = noise(3, 32, height / 2, width / 2, 512);
    int[] sizes = {32, height, width, 256};
    assertSame(
        tf.nn.conv2d(images, kernel, HALVING, "SAME"),
        tf.nn.conv2d(single(images), single(kernel), HALVING, "SAME"));
    assertSame(
        tf.nn.conv2dBackpropInput(tf.constant(sizes), kernel, outer, HALVING, "SAME"),
        tf.nn.conv2dBackpropInput(
            tf.constant(sizes), single(kernel), single(outer), HALVING, "SAME"));
  }

  private void assertSame(Operand<TBfloat16> computed, Operand<TFloat32> exact) {
    Operand<TFloat32> read = single(computed);
    try (Graph faster = wide()) {
      assertThat(faster.operationOrThrow(read.op().name()).input(0).op().name())
          .startsWith("faster");
      float[] expected = values(graph, exact);
      float[] values = values(faster, read);
      for (int i = 0; i < expected.length; i++) {
        // One rounding to 8 bits, at the end.
        assertThat(values[i]).isCloseTo(expected[i], within(Math.abs(expected[i]) / 256 + 1e-3f));
      }
    }
  }

  /** By this rule, whether or not the processor has the registers. */
  private Graph wide() {
    return Substitutions.copy(graph, List.of(new WideRows()));
  }

  @ParameterizedTest
  @CsvSource({"31, 8, 256, 512", "32, 16, 256, 512", "32, 8, 255, 512", "32, 8, 256, 511"})
  void othersStayAsTheyAre(int batch, int size, int channels, int filters) {
    Operand<TFloat32> read =
        single(
            tf.nn.conv2d(
                noise(1, batch, size, size, channels),
                noise(2, 4, 4, channels, filters),
                HALVING,
                "SAME"));
    try (Graph wide = wide()) {
      assertThat(wide.operationOrThrow(read.op().name()).input(0).op().type()).isEqualTo("Conv2D");
    }
  }

  private Operand<TFloat32> single(Operand<TBfloat16> x) {
    return tf.dtypes.cast(x, TFloat32.class);
  }

  private Operand<TBfloat16> noise(int seed, int... shape) {
    return tf.dtypes.cast(
        tf.random.statelessRandomNormal(tf.constant(shape), tf.constant(new int[] {seed, 0})),
        TBfloat16.class);
  }
}
