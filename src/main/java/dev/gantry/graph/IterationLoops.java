package dev.gantry.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Several iterations in one run of the session, so that between them a GPU waits for nobody. Each
 * is what a run of the target would be: it is fed its slice of what all are fed, and brings back
 * its row.
 *
 * <p>An iteration is an operation of the graph, built like any other. Loops around it are declared
 * in the same graph, so that they are known by their operands; the iteration is copied into them
 * when the graph is {@linkplain #in copied}.
 *
 * <p>The loops are of {@code Enter}, {@code Switch}, {@code Merge} and {@code NextIteration}, which
 * is what TensorFlow makes of its {@code While} before it places operations: on a GPU or not, all
 * that an iteration is made of is placed and optimized as it is outside of a loop. A {@code While}
 * would need the iteration as a function, to which Java cannot hand the handles of variables.
 */
public final class IterationLoops {
  private final Ops tf;
  private final Inputs inputs;
  private final List<IterationLoop> loops = new ArrayList<>();

  /**
   * What all loops are fed.
   *
   * @param first slice that an iteration takes
   * @param end index behind the last
   * @param all by the operation that an iteration is fed, the same with one dimension more
   */
  record Inputs(
      Placeholder<TInt32> first, Placeholder<TInt32> end, Map<String, Placeholder<?>> all) {
    /** Where the reports go: zeros, [iterations, values]. */
    Operand<TFloat32> noReports(Ops tf, Operand<TFloat32> report) {
      int values = Math.toIntExact(report.shape().get(0));
      return tf.fill(
          tf.stack(List.of(tf.math.sub(end, first), tf.constant(values))), tf.constant(0f));
    }
  }

  /**
   * Declares what loops are fed.
   *
   * @param tf in a scope of its own
   * @param fed what an iteration may be fed: placeholders, of shapes that are known
   */
  public IterationLoops(Ops tf, List<Placeholder<?>> fed) {
    this.tf = tf;
    Map<String, Placeholder<?>> all = new LinkedHashMap<>();
    fed.forEach(each -> all.put(each.op().name(), all(each)));
    this.inputs = new Inputs(scalar("first"), scalar("end"), all);
  }

  private Placeholder<TInt32> scalar(String name) {
    return tf.withName(name).placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
  }

  private <T extends org.tensorflow.types.family.TType> Placeholder<T> all(Placeholder<T> fed) {
    return tf.placeholder(
        fed.asOutput().type(), Placeholder.shape(fed.shape().prepend(Shape.UNKNOWN_SIZE)));
  }

  /** Feed: which slice of all the first iteration of a run takes, from 0; scalar. */
  public Placeholder<TInt32> first() {
    return inputs.first();
  }

  /** Feed: the slice behind that of the last iteration, scalar; none is run where it is first. */
  public Placeholder<TInt32> end() {
    return inputs.end();
  }

  /** Feed: what iterations are fed in place of this, [slices, …]. */
  public Placeholder<?> all(Operand<?> fed) {
    Placeholder<?> all = inputs.all().get(fed.op().name());
    if (all == null) {
      throw new IllegalArgumentException("no iteration is fed " + fed.op().name());
    }
    return all;
  }

  /**
   * Declares a loop.
   *
   * @param name of its scope
   * @param target what an iteration runs
   * @param report what an iteration brings back, [values]
   * @return fetch: the reports in their order, [iterations, values]
   */
  public Operand<TFloat32> around(String name, Op target, Operand<TFloat32> report) {
    IterationLoop loop = new IterationLoop(tf.withSubScope(name), inputs, target, report);
    loops.add(loop);
    return loop.reports();
  }

  /**
   * Copies a graph, and into its loops their iterations.
   *
   * @param graph with all that this was declared with, by the same names; stays the caller's
   * @return the caller closes it
   */
  public Graph in(Graph graph) {
    GraphDef definition = graph.toGraphDef();
    Map<String, NodeDef> nodes =
        definition.getNodeList().stream()
            .collect(Collectors.toMap(NodeDef::getName, Function.identity()));
    GraphDef.Builder looped = definition.toBuilder();
    loops.forEach(loop -> loop.fill(nodes, looped));
    Graph copy = new Graph();
    try {
      copy.importGraphDef(looped.build());
      return copy;
    } catch (RuntimeException | Error e) {
      copy.close();
      throw e;
    }
  }
}
