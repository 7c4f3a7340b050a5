package dev.gantry.graph;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Batch norm by moving statistics is linear: behind a convolution, a transposed one or a dense
 * layer whose values become channels, its factor goes into the kernel and its shift stays as a
 * bias. With {@code s = γ / √(σ² + ε)}, {@code s (k * x − μ) + β = (s k) * x + (β − s μ)}.
 */
final class FoldedBatchNorm implements Rule {
  private static final String CONVOLUTION = "Conv2D";
  private static final String TRANSPOSED = "Conv2DBackpropInput";
  private static final String DENSE = "MatMul";

  /** Number of the input that is the kernel, in each kind of layer. */
  private static final int KERNEL = 1;

  @Override
  public void find(Graph graph, Substitutions substitutions) {
    List<GraphOperation> norms =
        Rule.ofType(graph, "FusedBatchNormV3").stream()
            .filter(norm -> !norm.attributes().getAttrBool("is_training"))
            .toList();
    try (Session session = new Session(graph, SessionOptions.shared())) {
      for (GraphOperation norm : norms) {
        layer(norm, substitutions)
            .ifPresent(layer -> fold(graph, session, norm, layer, substitutions));
      }
    }
  }

  /** What makes a norm's input and nothing else's. */
  private static Optional<GraphOperation> layer(GraphOperation norm, Substitutions substitutions) {
    GraphOperation source = (GraphOperation) norm.input(0).op();
    if (!substitutions.isOnlyReader(norm, norm.input(0))) {
      return Optional.empty();
    }
    if (source.type().equals("Reshape")
        && substitutions.isOnlyReader(source, source.input(0))
        && source.input(0).op().type().equals(DENSE)) {
      return Optional.of((GraphOperation) source.input(0).op());
    }
    return Optional.of(source)
        .filter(made -> made.type().equals(CONVOLUTION) || made.type().equals(TRANSPOSED));
  }

  private static void fold(
      Graph graph,
      Session session,
      GraphOperation norm,
      GraphOperation layer,
      Substitutions substitutions) {
    Ops tf = Rule.inPlaceOf(graph, norm);
    Operand<TFloat32> gamma = norm.input(1).expect(TFloat32.class); // [channels]
    Operand<TFloat32> beta = norm.input(2).expect(TFloat32.class); // [channels]
    Operand<TFloat32> mean = norm.input(3).expect(TFloat32.class); // [channels]
    Operand<TFloat32> variance = norm.input(4).expect(TFloat32.class); // [channels]
    Operand<TFloat32> epsilon = tf.constant(norm.attributes().getAttrFloat("epsilon"));
    Operand<TFloat32> factor =
        tf.math.div(gamma, tf.math.sqrt(tf.math.add(variance, epsilon))); // [channels]
    Operand<TFloat32> bias = tf.math.sub(beta, tf.math.mul(factor, mean)); // [channels]
    Operand<TFloat32> kernel = layer.input(KERNEL).expect(TFloat32.class);
    Operand<TFloat32> scaled = tf.math.mul(kernel, besideKernel(tf, factor, layer, kernel));
    substitutions.reads(layer, KERNEL, Frozen.value(tf, session, scaled).asOutput());
    substitutions.replaces(
        norm.output(0),
        tf.nn
            .biasAdd(norm.input(0).expect(TFloat32.class), Frozen.value(tf, session, bias))
            .asOutput()); // [batch, height, width, channels]
  }

  /** The factors in a shape that goes with the kernel's. */
  private static Operand<TFloat32> besideKernel(
      Ops tf, Operand<TFloat32> factor, GraphOperation layer, Operand<TFloat32> kernel) {
    long channels = factor.shape().get(0);
    return switch (layer.type()) {
      // [kernel, kernel, channels, inputs]
      case TRANSPOSED -> tf.reshape(factor, tf.constant(new long[] {channels, 1}));
      // [inputs, height · width · channels]
      case DENSE -> tf.tile(factor, tf.constant(new long[] {kernel.shape().get(1) / channels}));
      // [kernel, kernel, inputs, channels]
      default -> factor;
    };
  }
}
