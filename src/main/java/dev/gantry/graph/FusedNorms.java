package dev.gantry.graph;

import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;

/**
 * Batch norm and the ReLU on it, as one operation: what the norm writes is rectified while it is at
 * hand. TensorFlow's own remapper does so in inference only.
 */
final class FusedNorms implements Rule {
  /** TensorFlow takes multiples of this alone. */
  private static final int CHANNELS = 4;

  @Override
  public void find(Graph graph, Substitutions substitutions) {
    for (GraphOperation activation : Rule.ofType(graph, "Relu")) {
      GraphOperation norm = (GraphOperation) activation.input(0).op();
      if (norm.type().equals("FusedBatchNormV3")
          && activation.input(0).index() == 0
          && norm.attributes().getAttrType("T") == DataType.DT_FLOAT
          && channels(norm) % CHANNELS == 0
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
        .setAttr("T", DataType.DT_FLOAT)
        .setAttr("U", DataType.DT_FLOAT)
        .setAttr("data_format", norm.attributes().getAttrString("data_format"))
        .setAttr("is_training", norm.attributes().getAttrBool("is_training"));
    for (String same : new String[] {"epsilon", "exponential_avg_factor"}) {
      builder.setAttr(same, norm.attributes().getAttrFloat(same));
    }
    return builder.build();
  }

  private static long channels(GraphOperation norm) {
    return norm.input(1).shape().get(0); // scale: [channels], -1 where it is not known
  }
}
