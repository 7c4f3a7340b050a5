package dev.gantry.graph;

import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;

/**
 * The gradients of ReLU and LeakyReLU, told from the output in place of the input. The two have the
 * same sign wherever the slope is not negative, and the sign is all that the gradient asks, so the
 * bits are the same. But now the input is needed no longer, and the executor writes the output in
 * its place: less memory is touched, and kept until the way back.
 */
final class ActivationGradients implements Rule {
  private static final Map<String, String> FORWARD =
      Map.of("ReluGrad", "Relu", "LeakyReluGrad", "LeakyRelu");

  @Override
  public void find(Graph graph, Substitutions substitutions) {
    FORWARD.forEach(
        (gradient, forward) ->
            Rule.ofType(graph, gradient)
                .forEach(found -> readOutput(found, forward, substitutions)));
  }

  /** The second input of a gradient is what its activation was applied to. */
  private static void readOutput(
      GraphOperation gradient, String forward, Substitutions substitutions) {
    GraphOperation source = (GraphOperation) gradient.input(1).op();
    source.consumers(gradient.input(1).index()).stream()
        .filter(consumer -> consumer.type().equals(forward))
        .filter(activation -> hasSignOfItsInput(activation))
        .findFirst()
        .ifPresent(activation -> substitutions.reads(gradient, 1, activation.output(0)));
  }

  private static boolean hasSignOfItsInput(GraphOperation activation) {
    return activation.type().equals("Relu") || activation.attributes().getAttrFloat("alpha") >= 0;
  }
}
