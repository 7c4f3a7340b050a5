package dev.gantry.graph;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Guided backpropagation (Springenberg et al. 2015, <a
 * href="https://arxiv.org/abs/1412.6806">arXiv:1412.6806</a>, figure 1): on its way back through a
 * rectifier only what is positive passes, and only where the input was. LeakyReLU counts as one.
 */
final class GuidedActivations implements Rule {
  @Override
  public void find(Graph graph, Substitutions substitutions) {
    for (String type : List.of("ReluGrad", "LeakyReluGrad")) {
      for (GraphOperation gradient : Rule.ofType(graph, type)) {
        substitutions.replaces(gradient.output(0), guided(graph, gradient));
      }
    }
  }

  private static Output<?> guided(Graph graph, GraphOperation gradient) {
    Ops tf = Rule.inPlaceOf(graph, gradient);
    Operand<TFloat32> back = gradient.input(0).expect(TFloat32.class); // as x
    Operand<TFloat32> x = gradient.input(1).expect(TFloat32.class); // any shape
    Operand<TFloat32> open =
        tf.dtypes.cast(tf.math.greater(x, tf.constant(0f)), TFloat32.class); // as x
    return tf.math.mul(tf.nn.relu(back), open).asOutput();
  }
}
