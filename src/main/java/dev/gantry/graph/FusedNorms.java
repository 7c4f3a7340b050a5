package dev.gantry.graph;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Batch norm and the ReLU on it, as one operation: what the norm writes is rectified while it is at
 * hand. TensorFlow's own remapper does so in inference only.
 */
final class FusedNorms implements Rule {
  /** TensorFlow takes multiples of this alone. */
  private static final int CHANNELS = 4;

  private static final Map<DataType, Boolean> COMPUTED = new ConcurrentHashMap<>();

  @Override
  public void find(Graph graph, Substitutions substitutions) {
    for (GraphOperation activation : Rule.ofType(graph, "Relu")) {
      GraphOperation norm = (GraphOperation) activation.input(0).op();
      if (norm.type().equals("FusedBatchNormV3")
          && activation.input(0).index() == 0
          && channels(norm) % CHANNELS == 0
          && isComputed(norm.attributes().getAttrType("T"))
          && substitutions.isOnlyReader(activation, activation.input(0))) {
        GraphOperation fused = fused(graph, norm, activation);
        substitutions.replaces(activation.output(0), fused.output(0));
        // The moments as well: else the norm would be computed a second time for them.
        for (int i = 1; i < norm.numOutputs(); i++) {
          substitutions.replaces(norm.output(i), fused.output(i));
        }
      }
    }
  }

  private static GraphOperation fused(Graph graph, GraphOperation norm, GraphOperation activation) {
    Ops tf = Rule.inPlaceOf(graph, activation);
    var builder =
        graph.opBuilder("_FusedBatchNormEx", tf.scope().makeOpName("FusedBatchNorm"), tf.scope());
    for (int i = 0; i < norm.numInputs(); i++) {
      // [batch, height, width, channels], then scale, offset, mean and variance: [channels]
      builder.addInput(norm.input(i));
    }
    builder
        .addInputList(new Output<?>[0]) // what is added before the activation
        .setAttr("num_side_inputs", 0)
        .setAttr("activation_mode", "Relu")
        .setAttr("T", norm.attributes().getAttrType("T"))
        .setAttr("U", DataType.DT_FLOAT)
        .setAttr("data_format", norm.attributes().getAttrString("data_format"))
        .setAttr("is_training", norm.attributes().getAttrBool("is_training"));
    for (String same : new String[] {"epsilon", "exponential_avg_factor"}) {
      builder.setAttr(same, norm.attributes().getAttrFloat(same));
    }
    return builder.build();
  }

  /**
   * Whether TensorFlow computes it here. Its oneDNN does; where that is off, as on processors
   * without AVX-512 or on ARM, the operation is known all the same and gives nothing.
   */
  static boolean isComputed(DataType type) {
    return COMPUTED.computeIfAbsent(type, FusedNorms::computes);
  }

  private static boolean computes(DataType type) {
    try (Graph graph = new Graph();
        Session session = new Session(graph, SessionOptions.shared())) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> ones = tf.fill(tf.constant(new long[] {CHANNELS}), tf.constant(1f));
      Operand<TFloat32> none = tf.constant(new float[0]);
      Operand<TFloat32> x = tf.reshape(ones, tf.constant(new long[] {1, 1, 1, CHANNELS}));
      Operand<? extends TNumber> typed =
          type == DataType.DT_BFLOAT16 ? tf.dtypes.cast(x, TBfloat16.class) : x;
      Operand<? extends TNumber> norm =
          tf.nn.fusedBatchNorm(typed, ones, ones, none, none, FusedBatchNorm.isTraining(true)).y();
      GraphOperation activation = (GraphOperation) tf.nn.relu(norm).op();
      GraphOperation fused = fused(graph, (GraphOperation) norm.op(), activation);
      session.runner().fetch(fused.output(0)).run().close();
      return true;
    } catch (TensorFlowException e) {
      return false;
    }
  }

  private static long channels(GraphOperation norm) {
    return norm.input(1).shape().get(0); // scale: [channels], -1 where it is not known
  }
}
