package dev.gantry.graph;

import static dev.gantry.graph.GraphValues.assertClose;
import static dev.gantry.graph.GraphValues.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

@ExtendWith(LeakCheck.class)
class FasterGraphTest {
  private static final List<Long> HALVING = List.of(1L, 2L, 2L, 1L);

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);

  @AfterEach
  void close() {
    graph.close();
  }

  @Test
  void theGradientOfAnActivationReadsItsOutputAndHasTheSameBits() {
    Operand<TFloat32> x = noise(1, 3, 50); // [3, 50], both signs
    List<Operand<TFloat32>> outputs =
        List.of(tf.nn.relu(x), tf.nn.leakyRelu(x, LeakyRelu.alpha(0.2f)));
    for (Operand<TFloat32> output : outputs) {
      Operand<TFloat32> gradient = gradient(tf.nn.l2Loss(output), x);
      try (Graph faster = FasterGraph.of(graph, false)) {
        GraphOperation changed = faster.operationOrThrow(gradient.op().name());
        assertThat(changed.type()).endsWith("ReluGrad");
        assertThat(changed.input(1).op().name()).isEqualTo(output.op().name());
        assertThat(values(faster, gradient)).containsExactly(values(graph, gradient));
      }
    }
  }

  @Test
  void aSlopeThatTurnsTheSignKeepsItsGradient() {
    Operand<TFloat32> x = noise(1, 20);
    Operand<TFloat32> output = tf.nn.leakyRelu(x, LeakyRelu.alpha(-0.5f));
    Operand<TFloat32> gradient = gradient(tf.nn.l2Loss(output), x);
    try (Graph faster = FasterGraph.of(graph, true)) {
      assertThat(values(faster, gradient)).containsExactly(values(graph, gradient));
    }
  }

  @Test
  void aConvolutionAndItsActivationAreOneOperationOnTheCpu() {
    Operand<TFloat32> x = noise(1, 2, 8, 8, 3);
    Operand<TFloat32> kernel = noise(2, 4, 4, 3, 5);
    Operand<TFloat32> output =
        tf.nn.leakyRelu(tf.nn.conv2d(x, kernel, HALVING, "SAME"), LeakyRelu.alpha(0.2f));
    Operand<TFloat32> loss = tf.nn.l2Loss(output);
    Operand<TFloat32> gradient = gradient(loss, kernel);
    try (Graph faster = FasterGraph.of(graph, true)) {
      GraphOperation reads = faster.operationOrThrow(loss.op().name());
      assertThat(((GraphOperation) reads.input(0).op()).type()).isEqualTo("_FusedConv2D");
      assertClose(values(faster, gradient), values(graph, gradient));
    }
  }

  @Test
  void aConvolutionThatSomethingElseReadsStaysAsItIs() {
    Operand<TFloat32> convolved =
        tf.nn.conv2d(noise(1, 2, 8, 8, 3), noise(2, 4, 4, 3, 5), HALVING, "SAME");
    Operand<TFloat32> output = tf.math.add(convolved, tf.nn.leakyRelu(convolved));
    try (Graph faster = FasterGraph.of(graph, true)) {
      assertThat(values(faster, output)).containsExactly(values(graph, output));
      assertThat(Rule.ofType(faster, "_FusedConv2D")).isEmpty();
    }
  }

  @Test
  void aNormAndItsRectifierAreOneOperationOnTheCpu() {
    Operand<TFloat32> x = noise(1, 4, 3, 3, 8);
    Operand<TFloat32> scale = noise(2, 8);
    FusedBatchNorm<TFloat32, TFloat32> norm = norm(x, scale);
    Operand<TFloat32> output = tf.nn.relu(norm.y());
    Operand<TFloat32> loss = tf.nn.l2Loss(output);
    Operand<TFloat32> byInput = gradient(loss, x);
    Operand<TFloat32> byScale = gradient(loss, scale);
    try (Graph faster = FasterGraph.of(graph, true)) {
      GraphOperation reads = faster.operationOrThrow(loss.op().name());
      assertThat(((GraphOperation) reads.input(0).op()).type())
          .isEqualTo(FusedNorms.isComputed(DataType.DT_FLOAT) ? "_FusedBatchNormEx" : "Relu");
      for (Operand<TFloat32> gradient : List.of(byInput, byScale)) {
        assertClose(values(faster, gradient), values(graph, gradient));
      }
      Operand<TFloat32> variance = tf.identity(norm.batchVariance());
      try (Graph again = FasterGraph.of(graph, true)) {
        assertClose(values(again, variance), values(graph, variance));
      }
    }
  }

  @Test
  void aNormInBfloat16IsFusedThoughACastOfItIsLeft() {
    Operand<TBfloat16> x = tf.dtypes.cast(noise(1, 4, 3, 3, 8), TBfloat16.class);
    Operand<TFloat32> none = tf.constant(new float[0]);
    Operand<TBfloat16> norm =
        tf.nn
            .fusedBatchNorm(
                x, noise(2, 8), noise(3, 8), none, none, FusedBatchNorm.isTraining(true))
            .y();
    tf.dtypes.cast(norm, TFloat32.class); // nobody reads it
    Operand<TFloat32> output = tf.dtypes.cast(tf.nn.relu(norm), TFloat32.class);
    try (Graph faster = FasterGraph.of(graph, true)) {
      GraphOperation rectified =
          (GraphOperation) faster.operationOrThrow(output.op().name()).input(0).op();
      assertThat(rectified.type())
          .isEqualTo(FusedNorms.isComputed(DataType.DT_BFLOAT16) ? "_FusedBatchNormEx" : "Relu");
      assertThat(values(faster, output)).containsExactly(values(graph, output));
    }
  }

  @Test
  void aNormThatSomethingElseReadsStaysAsItIs() {
    Operand<TFloat32> norm = norm(noise(1, 4, 3, 3, 8), noise(2, 8)).y();
    Operand<TFloat32> output = tf.math.add(norm, tf.nn.relu(norm));
    try (Graph faster = FasterGraph.of(graph, true)) {
      assertThat(values(faster, output)).containsExactly(values(graph, output));
      assertThat(Rule.ofType(faster, "_FusedBatchNormEx")).isEmpty();
    }
  }

  @Test
  void aNormOfChannelsThatTensorFlowDoesNotTakeStaysAsItIs() {
    Operand<TFloat32> output = tf.nn.relu(norm(noise(1, 4, 3, 3, 6), noise(2, 6)).y());
    try (Graph faster = FasterGraph.of(graph, true)) {
      assertThat(values(faster, output)).containsExactly(values(graph, output));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 2", "3, 8, 8", "4, 6, 10", "3, 28, 28"})
  void theGradientByImagesIsFoldedOnTheCpu(int channels, int height, int width) {
    Operand<TFloat32> kernel = noise(1, 4, 4, channels, 6);
    Operand<TFloat32> outer = noise(2, 2, height / 2, width / 2, 6);
    Operand<TFloat32> images =
        tf.math.tanh(
            tf.nn.conv2dBackpropInput(
                tf.constant(new int[] {2, height, width, channels}),
                kernel,
                outer,
                HALVING,
                "SAME"));
    try (Graph faster = FasterGraph.of(graph, true)) {
      GraphOperation reads = faster.operationOrThrow(images.op().name());
      assertThat(((GraphOperation) reads.input(0).op()).type()).isEqualTo("DepthToSpace");
      assertClose(values(faster, images), values(graph, images));
    }
  }

  @ParameterizedTest
  @CsvSource({"5, 8, SAME, 2", "3, 7, SAME, 2", "3, 8, SAME, 1", "3, 8, VALID, 2"})
  void otherTransposedConvolutionsStayAsTheyAre(
      int channels, int size, String padding, long stride) {
    int outer = padding.equals("SAME") ? (int) ((size + stride - 1) / stride) : 3;
    Operand<TFloat32> images =
        tf.math.tanh(
            tf.nn.conv2dBackpropInput(
                tf.constant(new int[] {2, size, size, channels}),
                noise(1, 4, 4, channels, 6),
                noise(2, 2, outer, outer, 6),
                List.of(1L, stride, stride, 1L),
                padding));
    try (Graph faster = FasterGraph.of(graph, true)) {
      assertThat(Rule.ofType(faster, "DepthToSpace")).isEmpty();
      assertThat(values(faster, images)).containsExactly(values(graph, images));
    }
  }

  @Test
  void aSizeThatIsNotKnownStaysAsItIs() {
    Operand<TFloat32> outer = noise(2, 2, 2, 2, 6);
    Operand<TInt32> sizes = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(4)));
    Operand<TFloat32> images =
        tf.nn.conv2dBackpropInput(sizes, noise(1, 4, 4, 3, 6), outer, HALVING, "SAME");
    assertThat(images.shape().hasUnknownDimension()).isTrue();
    FasterGraph.of(graph, true).close();
    assertThat(Rule.ofType(graph, "DepthToSpace")).isEmpty();
  }

  /** Odd sizes have a row of zeros more below than above. */
  @ParameterizedTest
  @CsvSource({"8, 8, 4", "7, 5, 4", "6, 6, 3", "4, 10, 2"})
  void theGradientByAHalvingKernelIsAConvolutionInBfloat16OnTheCpu(
      int height, int width, int kernel) {
    Operand<TBfloat16> images = half(noise(1, 3, height, width, 16));
    Operand<TBfloat16> outer = half(noise(2, 3, (height + 1) / 2, (width + 1) / 2, 17));
    Operand<TInt32> sizes = tf.constant(new int[] {kernel, kernel, 16, 17});
    Operand<TBfloat16> gradient = tf.nn.conv2dBackpropFilter(images, sizes, outer, HALVING, "SAME");
    Operand<TFloat32> read = tf.dtypes.cast(gradient, TFloat32.class);
    try (Graph faster = FasterGraph.of(graph, true);
        Graph onGpu = FasterGraph.of(graph, false)) {
      assertThat(faster.operationOrThrow(read.op().name()).input(0).op().type())
          .isEqualTo("Reshape");
      assertThat(onGpu.operationOrThrow(read.op().name()).input(0).op().type())
          .isEqualTo("Conv2DBackpropFilter");
      // The same factors, with all sums and the result in float32.
      Operand<TFloat32> exact =
          tf.nn.conv2dBackpropFilter(
              tf.dtypes.cast(images, TFloat32.class),
              sizes,
              tf.dtypes.cast(outer, TFloat32.class),
              HALVING,
              "SAME");
      float[] expected = values(graph, exact);
      float[] values = values(faster, read);
      for (int i = 0; i < expected.length; i++) {
        // One rounding to 8 bits, at the end.
        assertThat(values[i]).isCloseTo(expected[i], within(Math.abs(expected[i]) / 256 + 1e-5f));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 16, 2", "16, 3, 2", "16, 16, 1"})
  void otherGradientsByKernelsStayAsTheyAre(int channels, int filters, long stride) {
    long outer = 8 / stride;
    Operand<TFloat32> read =
        tf.dtypes.cast(
            tf.nn.conv2dBackpropFilter(
                half(noise(1, 2, 8, 8, channels)),
                tf.constant(new int[] {4, 4, channels, filters}),
                half(noise(2, 2, outer, outer, filters)),
                List.of(1L, stride, stride, 1L),
                "SAME"),
            TFloat32.class);
    try (Graph faster = FasterGraph.of(graph, true)) {
      assertThat(values(faster, read)).containsExactly(values(graph, read));
      assertThat(Rule.ofType(faster, "Transpose")).isEmpty();
    }
  }

  @Test
  void whatIsGuidedPassesRectifiersOnlyWherePositiveBothWays() {
    Operand<TFloat32> source = tf.constant(new float[] {1, 2, -3, 4});
    Operand<TFloat32> x = tf.math.mul(source, tf.constant(1f));
    Operand<TFloat32> weights = tf.constant(new float[] {0.5f, -0.25f, 2, 3});
    for (Operand<TFloat32> y : List.of(tf.nn.relu(x), tf.nn.leakyRelu(x, LeakyRelu.alpha(0.2f)))) {
      Operand<TFloat32> sum = tf.reduceSum(tf.math.mul(weights, y), tf.constant(0));
      Operand<TFloat32> gradient = gradient(sum, source);
      try (Graph guided = GuidedGraph.of(graph)) {
        assertThat(values(guided, gradient)).containsExactly(0.5f, 0, 0, 3);
      }
    }
  }

  private Operand<TBfloat16> half(Operand<TFloat32> x) {
    return tf.dtypes.cast(x, TBfloat16.class);
  }

  private Operand<TFloat32> noise(long seed, long... shape) {
    return GraphValues.noise(tf, seed, shape);
  }

  private Operand<TFloat32> gradient(Operand<TFloat32> scalar, Operand<TFloat32> by) {
    return graph
        .addGradients(
            tf.scope().makeOpName("gradient"),
            new Output<?>[] {scalar.asOutput()},
            new Output<?>[] {by.asOutput()},
            new Output<?>[] {tf.constant(1f).asOutput()})[0]
        .expect(TFloat32.class);
  }

  private FusedBatchNorm<TFloat32, TFloat32> norm(Operand<TFloat32> x, Operand<TFloat32> scale) {
    Operand<TFloat32> offset = noise(3, scale.shape().get(0));
    Operand<TFloat32> none = tf.constant(new float[0]); // moments: of the batch, in training
    return tf.nn.fusedBatchNorm(x, scale, offset, none, none, FusedBatchNorm.isTraining(true));
  }
}
