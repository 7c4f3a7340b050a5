package dev.gantry.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.testing.LeakCheck;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** An iteration is v := v · a + Σ b, which brings back v as it was and the sum. */
@ExtendWith(LeakCheck.class)
class IterationLoopsTest {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Placeholder<TFloat32> a = placeholder(Shape.scalar());
  private final Placeholder<TFloat32> b = placeholder(Shape.of(2));
  private final VarHandleOp handle =
      tf.varHandleOp(TFloat32.class, Shape.scalar(), VarHandleOp.sharedName("v"));
  private final Op start = tf.assignVariableOp(handle, tf.constant(1f));
  private final Operand<TFloat32> value = tf.readVariableOp(handle, TFloat32.class);
  private final Operand<TFloat32> sum = tf.reduceSum(b, tf.constant(0));
  private final Op step = tf.assignVariableOp(handle, tf.math.add(tf.math.mul(value, a), sum));
  private final Operand<TFloat32> report = tf.stack(List.of(value, sum));

  @AfterEach
  void close() {
    graph.close();
  }

  private Placeholder<TFloat32> placeholder(Shape shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(shape));
  }

  /** A session in which v is 1. */
  private Session session(Graph looped) {
    Session session = new Session(looped, SessionOptions.shared());
    new CopyRunner(session).addTarget(start).run().close();
    return session;
  }

  private float[][] run(
      Session session, IterationLoops loops, Operand<TFloat32> reports, int first, int end) {
    try (TFloat32 as = TFloat32.vectorOf(2, 3, 4);
        TFloat32 bs =
            TFloat32.tensorOf(StdArrays.ndCopyOf(new float[][] {{1, 2}, {3, 4}, {5, 6}}));
        TInt32 from = TInt32.scalarOf(first);
        TInt32 until = TInt32.scalarOf(end);
        Result result =
            new CopyRunner(session)
                .feed(loops.all(a), as)
                .feed(loops.all(b), bs)
                .feed(loops.first(), from)
                .feed(loops.end(), until)
                .fetch(reports)
                .run()) {
      float[][] rows = new float[end - first][2];
      StdArrays.copyFrom((TFloat32) result.get(0), rows);
      return rows;
    }
  }

  @Test
  void anIterationReadsWhatTheOneBeforeWrote() {
    IterationLoops loops = new IterationLoops(tf.withSubScope("loops"), List.of(a, b));
    Operand<TFloat32> reports = loops.around("steps", step, report);
    try (Graph looped = loops.in(graph);
        Session session = session(looped)) {
      assertThat(run(session, loops, reports, 0, 3))
          .isDeepEqualTo(new float[][] {{1, 3}, {5, 7}, {22, 11}});
      assertThat(run(session, loops, reports, 1, 2)).isDeepEqualTo(new float[][] {{99, 7}});
      assertThat(run(session, loops, reports, 2, 3)).isDeepEqualTo(new float[][] {{304, 11}});
    }
  }

  @Test
  void noIterationsChangeNothing() {
    IterationLoops loops = new IterationLoops(tf.withSubScope("loops"), List.of(a, b));
    Operand<TFloat32> reports = loops.around("steps", step, report);
    try (Graph looped = loops.in(graph);
        Session session = session(looped)) {
      assertThat(run(session, loops, reports, 1, 1)).isEmpty();
      assertThat(run(session, loops, reports, 0, 1)).isDeepEqualTo(new float[][] {{1, 3}});
    }
  }

  @Test
  void whatAnIterationReadsAndIsNotFedIsRefused() {
    IterationLoops loops = new IterationLoops(tf.withSubScope("loops"), List.of(a));
    loops.around("steps", step, report);
    assertThatThrownBy(() -> loops.in(graph).close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(b.op().name());
    assertThatThrownBy(() -> loops.all(b)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void slicesAreTakenInTheMemoryOfTheHost() {
    IterationLoops loops = new IterationLoops(tf.withSubScope("loops"), List.of(a, b));
    loops.around("steps", step, report);
    List<GraphOperation> slices = Rule.ofType(graph, "GatherV2");

    assertThat(slices).hasSize(2);
    for (GraphOperation slice : slices) {
      assertThat(device(slice)).isEqualTo("/device:CPU:0");
      assertThat(device((GraphOperation) slice.input(0).op())).isEqualTo("/device:CPU:0");
    }
  }

  private String device(GraphOperation operation) {
    return graph.toGraphDef().getNodeList().stream()
        .filter(node -> node.getName().equals(operation.name()))
        .findFirst()
        .orElseThrow()
        .getDevice();
  }
}
