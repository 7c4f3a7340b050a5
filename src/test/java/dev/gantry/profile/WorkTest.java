package dev.gantry.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.graph.FasterGraph;
import dev.gantry.graph.Winograd;
import dev.gantry.testing.LeakCheck;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class WorkTest {
  private static final List<Long> HALVING = List.of(1L, 2L, 2L, 1L);

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);

  @AfterEach
  void close() {
    graph.close();
  }

  private Operand<TFloat32> given(long... shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
  }

  private long flops(Operand<?> made) {
    return Work.of(graph).flops(made.op().name());
  }

  @Test
  void aConvolutionAndBothItsGradientsComputeTheSame() {
    Operand<TFloat32> images = given(5, 8, 8, 3);
    Operand<TFloat32> kernel = given(4, 4, 3, 7);
    Operand<TFloat32> outer = given(5, 4, 4, 7);
    long byHand = 2L * 5 * 4 * 4 * 7 * 4 * 4 * 3;
    assertThat(flops(tf.nn.conv2d(images, kernel, HALVING, "SAME"))).isEqualTo(byHand);
    assertThat(
            flops(
                tf.nn.conv2dBackpropInput(
                    tf.constant(new int[] {5, 8, 8, 3}), kernel, outer, HALVING, "SAME")))
        .isEqualTo(byHand);
    assertThat(
            flops(
                tf.nn.conv2dBackpropFilter(
                    images, tf.constant(new int[] {4, 4, 3, 7}), outer, HALVING, "SAME")))
        .isEqualTo(byHand);
  }

  @Test
  void aProductComputesTheSameHoweverItsFactorsLie() {
    long byHand = 2L * 5 * 6 * 7;
    assertThat(flops(tf.linalg.matMul(given(5, 6), given(6, 7)))).isEqualTo(byHand);
    assertThat(flops(tf.linalg.matMul(given(6, 5), given(6, 7), MatMul.transposeA(true))))
        .isEqualTo(byHand);
  }

  @Test
  void aConvolutionInFewerMultiplicationsStandsForItsPlainSums() {
    Operand<TFloat32> made =
        tf.nn.conv2d(given(64, 8, 8, 64), given(4, 4, 64, 128), HALVING, "SAME");
    long byHand = 2L * 64 * 4 * 4 * 128 * 4 * 4 * 64;
    assertThat(Work.of(graph).plainFlops(made.op().name())).isEqualTo(byHand);
    try (Graph faster = FasterGraph.of(graph, true)) {
      Work work = Work.of(faster);
      List<String> parts = work.bytes().keySet().stream().filter(Winograd::isPart).toList();
      assertThat(parts.isEmpty() ? byHand : parts.stream().mapToLong(work::plainFlops).sum())
          .isEqualTo(byHand);
      assertThat(parts.stream().mapToLong(work::flops).sum()).isLessThan(byHand);
    }
  }

  @Test
  void bytesAreThoseOfInputsAndOutputs() {
    Operand<TFloat32> sum = tf.math.add(given(3, 5), given(3, 5));
    Work work = Work.of(graph);
    assertThat(work.bytes(sum.op().name())).isEqualTo(3 * 3 * 5 * Float.BYTES);
    assertThat(work.flops(sum.op().name())).isZero();
    assertThat(work.bytes("no such operation")).isZero();
  }

  @Test
  void whatHasNoKnownShapeCountsAsNothing() {
    Operand<TFloat32> made = tf.linalg.matMul(given(-1, 6), given(6, 7));
    assertThat(flops(made)).isZero();
  }
}
