package dev.gantry.model;

import dev.gantry.nn.Pass;
import dev.gantry.nn.Precision;
import dev.gantry.nn.VariableSource;
import dev.gantry.nn.VariableSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * The variables of a network, in the order in which its layers ask for them. No value is made, so a
 * network that would not fit into memory can be summed up too.
 *
 * @param variables all of them, moving statistics included
 * @param activations values that a pass of one image makes on its way
 */
public record NetworkSummary(List<Variable> variables, long activations) {
  private static final Set<String> NO_ACTIVATIONS =
      Set.of("Placeholder", "Const", "Reshape", "Identity", "NoOp");

  /** Copies the list. */
  public NetworkSummary {
    variables = List.copyOf(variables);
  }

  /**
   * One variable.
   *
   * @param name the full name, such as {@code generator/block1/kernel}
   * @param shape sizes of its dimensions
   * @param trainable whether gradients move it
   */
  public record Variable(String name, List<Long> shape, boolean trainable) {
    /** Copies the shape. */
    public Variable {
      shape = List.copyOf(shape);
    }

    /** Number of values. */
    public long size() {
      return shape.stream().reduce(1L, Math::multiplyExact);
    }
  }

  /** Sums up a generator. */
  public static NetworkSummary of(GeneratorNetwork generator) {
    return summarize(
        GeneratorArchitecture.NETWORK,
        pass ->
            generator.generate(
                pass, batch(pass, generator.input(1)), classes(pass, generator.conditioning())));
  }

  /**
   * Sums up a discriminator.
   *
   * @param image what it judges
   */
  public static NetworkSummary of(DiscriminatorNetwork discriminator, ImageShape image) {
    Shape one = Shape.of(1, image.size(), image.size(), image.channels());
    return summarize(
        DiscriminatorArchitecture.NETWORK,
        pass ->
            discriminator.judge(
                pass, batch(pass, one), classes(pass, discriminator.conditioning())));
  }

  /**
   * Sums up a classifier.
   *
   * @param size height and width of an image; the variables do not depend on it
   */
  public static NetworkSummary of(ClassifierNetwork classifier, int size) {
    return summarize(
        ClassifierNetwork.NETWORK,
        pass ->
            classifier.logits(
                pass,
                classifier.features(
                    pass, batch(pass, Shape.of(1, size, size, classifier.channels())))));
  }

  private static Optional<Operand<TFloat32>> classes(Pass pass, Conditioning conditioning) {
    return conditioning.usesLabels()
        ? Optional.of(batch(pass, Shape.of(1, conditioning.classes())))
        : Optional.empty();
  }

  private static Operand<TFloat32> batch(Pass pass, Shape shape) {
    return pass.tf().placeholder(TFloat32.class, Placeholder.shape(shape));
  }

  private static NetworkSummary summarize(String network, Consumer<Pass> build) {
    List<Variable> variables = new ArrayList<>();
    VariableSource recorder =
        (tf, spec) -> {
          variables.add(variable(spec));
          return tf.placeholder(TFloat32.class, Placeholder.shape(spec.shape()));
        };
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      build.accept(new Pass(tf, network, recorder, Pass.Mode.INFERENCE, Precision.FLOAT32));
      return new NetworkSummary(variables, activations(graph));
    }
  }

  /** Outputs of one image; an operation that only looks at its input otherwise makes none. */
  private static long activations(Graph graph) {
    long values = 0;
    for (Iterator<GraphOperation> each = graph.operations(); each.hasNext(); ) {
      GraphOperation operation = each.next();
      if (!NO_ACTIVATIONS.contains(operation.type())) {
        values = Math.addExact(values, Math.max(0, operation.output(0).shape().size()));
      }
    }
    return values;
  }

  private static Variable variable(VariableSpec spec) {
    List<Long> shape = Arrays.stream(spec.shape().asArray()).boxed().toList();
    return new Variable(spec.name(), shape, spec.role() == VariableSpec.Role.TRAINABLE);
  }

  /** Number of values that gradients move: what papers call the parameters. */
  public long parameters() {
    return variables.stream().filter(Variable::trainable).mapToLong(Variable::size).sum();
  }
}
