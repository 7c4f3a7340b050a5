package dev.gantry.graph;

import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/**
 * A convolution and the LeakyReLU on it, as one operation: the activation is applied while the
 * values are at hand. TensorFlow's own remapper would do so only to a convolution with a bias, and
 * not in a graph with gradients; the bias is one of zeros here.
 */
final class FusedActivations implements Rule {
  @Override
  public void find(Graph graph, Substitutions substitutions) {
    for (GraphOperation activation : Rule.ofType(graph, "LeakyRelu")) {
      GraphOperation convolution = (GraphOperation) activation.input(0).op();
      if (convolution.type().equals("Conv2D")
          && convolution.attributes().getAttrType("T") == DataType.DT_FLOAT
          && channels(convolution) != Shape.UNKNOWN_SIZE
          && !substitutions.isReplaced(convolution.output(0))
          && substitutions.isOnlyReader(activation, activation.input(0))) {
        substitutions.replaces(activation.output(0), fused(graph, convolution, activation));
      }
    }
  }

  private static Output<?> fused(
      Graph graph, GraphOperation convolution, GraphOperation activation) {
    Ops tf = Rule.inPlaceOf(graph, activation);
    var builder =
        graph
            .opBuilder("_FusedConv2D", tf.scope().makeOpName("Conv2D"), tf.scope())
            .addInput(convolution.input(0)) // [batch, height, width, channels]
            .addInput(convolution.input(1)) // [kernel, kernel, channels, filters]
            .addInputList(new Output<?>[] {noBias(tf, convolution)}) // [filters]
            .addInputList(new Output<?>[0]) // what quantized ones are scaled by
            .setAttr("T", DataType.DT_FLOAT)
            .setAttr("TArgs", new DataType[] {DataType.DT_FLOAT})
            .setAttr("num_args", 1)
            .setAttr("fused_ops", new String[] {"BiasAdd", "LeakyRelu"})
            .setAttr("leakyrelu_alpha", activation.attributes().getAttrFloat("alpha"));
    for (String same : new String[] {"strides", "dilations", "explicit_paddings"}) {
      builder.setAttr(same, convolution.attributes().getAttrIntList(same));
    }
    for (String same : new String[] {"padding", "data_format"}) {
      builder.setAttr(same, convolution.attributes().getAttrString(same));
    }
    return builder.build().output(0); // [batch, height, width, filters]
  }

  private static Output<?> noBias(Ops tf, GraphOperation convolution) {
    return tf.zeros(tf.constant(new long[] {channels(convolution)}), TFloat32.class).asOutput();
  }

  private static long channels(GraphOperation convolution) {
    Shape shape = convolution.output(0).shape();
    return shape.isUnknown() ? Shape.UNKNOWN_SIZE : shape.get(shape.numDimensions() - 1);
  }
}
