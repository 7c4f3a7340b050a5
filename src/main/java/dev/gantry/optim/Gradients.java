package dev.gantry.optim;

import dev.gantry.nn.Variable;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The gradients of one network's loss over its own variables.
 *
 * @param variables what the loss was derived by
 * @param values one of each variable's shape, in the same order
 */
public record Gradients(List<Variable> variables, List<Operand<TFloat32>> values) {
  /** Copies. */
  public Gradients {
    variables = List.copyOf(variables);
    values = List.copyOf(values);
  }

  /**
   * Derives a loss.
   *
   * @param name prefix of the operations' names; unique in the graph
   * @param loss scalar
   * @param variables what to derive by
   * @param reads the reads of these variables that the loss depends on, in the same order
   * @throws IllegalStateException if the loss does not depend on one of them
   */
  public static Gradients of(
      Graph graph,
      Ops tf,
      String name,
      Operand<TFloat32> loss,
      List<Variable> variables,
      List<Operand<TFloat32>> reads) {
    // With a seed of our own: the default one is OnesLike, which cannot be derived again; and a
    // seed of another shape than the loss would crash the JVM.
    Output<?>[] derived =
        graph.addGradients(
            name,
            new Output<?>[] {loss.asOutput()},
            reads.stream().map(Operand::asOutput).toArray(Output<?>[]::new),
            new Output<?>[] {tf.constant(1f).asOutput()});
    List<Operand<TFloat32>> values = new ArrayList<>();
    for (int i = 0; i < derived.length; i++) {
      if (derived[i].isClosed()) {
        throw new IllegalStateException("no gradient reaches " + variables.get(i).name());
      }
      values.add(derived[i].expect(TFloat32.class));
    }
    return new Gradients(variables, values);
  }

  /**
   * Derives one term of a loss, which need not depend on every variable, as a penalty on a slope
   * does not on biases: the gradient by the others is 0. Parameters are as in {@link #of}.
   */
  public static Gradients ofTerm(
      Graph graph,
      Ops tf,
      String name,
      Operand<TFloat32> term,
      List<Variable> variables,
      List<Operand<TFloat32>> reads) {
    // TensorFlow derives by nothing that cannot be reached, so all is reached, and counts nothing.
    List<Operand<TFloat32>> sizes =
        reads.stream().<Operand<TFloat32>>map(tf.nn::l2Loss).toList(); // scalars
    Operand<TFloat32> nothing = tf.math.mul(tf.math.addN(sizes), tf.constant(0f)); // scalar
    return of(graph, tf, name, tf.math.add(term, nothing), variables, reads);
  }

  /**
   * The Euclidean norm of each gradient, [variables]; not finite where one of its values is not.
   */
  public Operand<TFloat32> norms(Ops tf) {
    List<Operand<TFloat32>> halfSquares =
        values.stream().<Operand<TFloat32>>map(tf.nn::l2Loss).toList();
    return tf.math.sqrt(tf.math.mul(tf.stack(halfSquares), tf.constant(2f)));
  }

  /**
   * Scales all so that their global norm is at most {@code limit} (Pascanu et al. 2013, algorithm
   * 1).
   *
   * @param norms from {@link #norms}
   * @param limit 0 does not clip
   */
  public Gradients clip(Ops tf, Operand<TFloat32> norms, double limit) {
    if (limit == 0) {
      return this;
    }
    Operand<TFloat32> global =
        tf.math.sqrt(tf.reduceSum(tf.math.square(norms), tf.constant(0))); // scalar
    Operand<TFloat32> bound = tf.constant((float) limit);
    Operand<TFloat32> factor = tf.math.div(bound, tf.math.maximum(global, bound)); // scalar
    return new Gradients(
        variables, values.stream().<Operand<TFloat32>>map(g -> tf.math.mul(g, factor)).toList());
  }
}
