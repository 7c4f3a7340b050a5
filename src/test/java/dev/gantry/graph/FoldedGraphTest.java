package dev.gantry.graph;

import static dev.gantry.graph.GraphValues.assertClose;
import static dev.gantry.graph.GraphValues.noise;
import static dev.gantry.graph.GraphValues.values;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class FoldedGraphTest {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);

  @AfterEach
  void close() {
    graph.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 2", "3, 8, 8", "4, 6, 10", "3, 28, 28"})
  void theLayerThatMakesAnImageIsAConvolution(int channels, int height, int width) {
    Operand<TFloat32> images = tf.math.tanh(transposed(channels, height, width, 4));
    try (Graph folded = FoldedGraph.of(graph, false)) {
      assertThat(source(folded, images)).isEqualTo("StridedSlice");
      assertClose(values(folded, images), values(graph, images));
    }
  }

  @ParameterizedTest
  @CsvSource({"5, 8, 4", "3, 7, 4", "3, 8, 3"})
  void otherTransposedConvolutionsStayAsTheyAre(int channels, int size, int kernel) {
    Operand<TFloat32> images = tf.math.tanh(transposed(channels, size, size, kernel));
    try (Graph folded = FoldedGraph.of(graph, false)) {
      assertThat(source(folded, images)).isEqualTo("Conv2DBackpropInput");
      assertThat(values(folded, images)).containsExactly(values(graph, images));
    }
  }

  @Test
  void aKernelThatTakesUpABatchNormIsNotTurnedAsWell() {
    Operand<TFloat32> normed = norm(transposed(3, 8, 8, 4));
    Operand<TFloat32> images = tf.math.tanh(normed);
    try (Graph folded = FoldedGraph.of(graph, false)) {
      assertThat(source(folded, images)).isEqualTo("BiasAdd");
      assertClose(values(folded, images), values(graph, images));
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 8", "3, 6"})
  void forOneImageALayerWithItsNormAndActivationIsAConvolution(int channels, int size) {
    Operand<TFloat32> made = tf.nn.relu(norm(transposed(channels, size, size, 4)));
    Operand<TFloat32> output = tf.math.tanh(made);
    try (Graph folded = FoldedGraph.of(graph, true)) {
      GraphOperation pixels =
          (GraphOperation) folded.operationOrThrow(output.op().name()).input(0).op();
      GraphOperation blocks = (GraphOperation) pixels.input(0).op();
      assertThat(List.of(pixels.type(), blocks.type()))
          .containsExactly("StridedSlice", "DepthToSpace");
      // Before the pixels are laid out, so that TensorFlow fuses them with the convolution.
      GraphOperation activation = (GraphOperation) blocks.input(0).op();
      GraphOperation bias = (GraphOperation) activation.input(0).op();
      assertThat(List.of(activation.type(), bias.type(), bias.input(0).op().type()))
          .containsExactly("Relu", "BiasAdd", "Conv2D");
      assertClose(values(folded, output), values(graph, output));
    }
  }

  @Test
  void forOneImageWhatSomethingElseReadsKeepsItsBiasBehindThePixels() {
    Operand<TFloat32> layer = transposed(8, 6, 6, 4);
    Operand<TFloat32> biased = tf.nn.biasAdd(layer, noise(tf, 7, 8));
    Operand<TFloat32> output = tf.math.add(tf.nn.relu(biased), tf.math.tanh(layer));
    try (Graph folded = FoldedGraph.of(graph, true)) {
      assertThat(Rule.ofType(folded, "DepthToSpace")).hasSize(1);
      assertClose(values(folded, output), values(graph, output));
    }
  }

  private Operand<TFloat32> transposed(int channels, int height, int width, int kernel) {
    return tf.nn.conv2dBackpropInput(
        tf.constant(new int[] {2, height, width, channels}),
        noise(tf, 1, kernel, kernel, channels, 6),
        noise(tf, 2, 2, (height + 1) / 2, (width + 1) / 2, 6),
        List.of(1L, 2L, 2L, 1L),
        "SAME"); // [2, height, width, channels]
  }

  /** By moving statistics. */
  private Operand<TFloat32> norm(Operand<TFloat32> x) {
    long channels = x.shape().get(3);
    return tf.nn
        .fusedBatchNorm(
            x,
            noise(tf, 3, channels),
            noise(tf, 4, channels),
            noise(tf, 5, channels),
            tf.math.square(noise(tf, 6, channels)),
            FusedBatchNorm.isTraining(false))
        .y();
  }

  private static String source(Graph graph, Operand<TFloat32> output) {
    GraphOperation operation = graph.operationOrThrow(output.op().name());
    return operation.input(0).op().type();
  }
}
