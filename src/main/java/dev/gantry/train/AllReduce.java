package dev.gantry.train;

import dev.gantry.nn.ReplicaMean;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Reductions over all replicas of a graph, by TensorFlow's ring algorithm (Patarasuk and Yuan
 * 2009), which gives every replica the same bits.
 *
 * <p>Replicas find each other's operations by a key that counts them, so all must build the same
 * graph in the same order. Not thread-safe.
 */
final class AllReduce implements ReplicaMean {
  private static final String OPERATION = "CollectiveReduceV2";
  private static final int GROUP = 1;

  /** TensorFlow calls a gradient back with no more than the graph to know it by. */
  private static final Map<Graph, AllReduce> OF_GRAPH =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final Replica replica;
  private int keys;

  AllReduce(Graph graph, Replica replica) {
    this(graph, replica, 0);
  }

  /**
   * Reductions in a graph beside another one of the process.
   *
   * @param keys used by the other at most
   */
  AllReduce(Graph graph, Replica replica, int keys) {
    this.replica = replica;
    this.keys = keys;
    if (replica.batchNorm() == Replica.BatchStatistics.GLOBAL) {
      GradientOfMean.register();
    }
    OF_GRAPH.put(graph, this);
  }

  @Override
  public int replicas() {
    return replica.count();
  }

  @Override
  public Operand<TFloat32> of(Ops tf, Operand<TFloat32> own) {
    return reduce(tf, own, "Add", "Div");
  }

  /** The sum over all replicas. */
  Operand<TFloat32> sum(Ops tf, Operand<TFloat32> own) {
    return reduce(tf, own, "Add", "Id");
  }

  /** The greatest of all replicas' values, element by element. */
  Operand<TInt64> greatest(Ops tf, Operand<TInt64> own) {
    return reduce(tf, own, "Max", "Id");
  }

  // By its name: TensorFlow Java's own class builds version 3, whose groups are resources.
  private <T extends TNumber> Operand<T> reduce(Ops tf, Operand<T> own, String merge, String last) {
    OperationBuilder operation = tf.scope().opBuilder(OPERATION, "AllReduce");
    operation.addInput(own.asOutput());
    operation.addInput(tf.constant(replica.count()).asOutput());
    operation.addInput(tf.constant(GROUP).asOutput());
    operation.addInput(tf.constant(++keys).asOutput());
    operation.addInputList(new Output<?>[0]);
    operation.setAttr("merge_op", merge);
    operation.setAttr("final_op", last);
    operation.setAttr("communication_hint", "ring");
    // Its own timeout would keep what an exchange holds, some 10 kB, until it is over: the run's
    // does as well.
    operation.setAttr("timeout_seconds", 0f);
    operation.setAttr("Nordering_token", 0);
    return operation.build().output(0);
  }

  /**
   * TensorFlow has no gradient of it. Of the mean m of the replicas' x, the loss that all descend
   * together, which is the mean of their losses, has by each x the gradient {@code mean(∂lossₛ/∂m)
   * / count}; and as gradients by the weights are averaged over the replicas afterwards, that is
   * the mean over the replicas once more.
   */
  private static final class GradientOfMean {
    private static final boolean REGISTERED =
        TensorFlow.registerCustomGradient(OPERATION, GradientOfMean::of);

    static void register() {
      if (!REGISTERED) {
        throw new IllegalStateException("TensorFlow has a gradient of " + OPERATION + " now");
      }
    }

    // Not of op.inputs(), which waits for the graph's lock for ever.
    private static List<Operand<?>> of(Ops tf, GraphOperation mean, List<Output<?>> upstream) {
      AllReduce all = OF_GRAPH.get(mean.env());
      if (all == null) {
        throw new IllegalStateException("not a graph that trains with others");
      }
      Operand<?> none = tf.constant(0);
      return List.of(all.of(tf, upstream.get(0).expect(TFloat32.class)), none, none, none);
    }
  }
}
