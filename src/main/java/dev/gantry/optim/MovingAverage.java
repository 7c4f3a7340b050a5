package dev.gantry.optim;

import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableSource;
import dev.gantry.nn.VariableSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The averages of a network's variables, statistics included, as variables of their own. A pass
 * that reads from here sees the averaged network.
 */
public final class MovingAverage implements VariableSource {
  /** First part of the names of averages; the variable's own name follows. */
  public static final String PREFIX = "average/";

  private final Map<String, Variable> averages = new LinkedHashMap<>();
  private final Collection<Variable> network;

  /** Declares an average beside each of these variables. */
  public MovingAverage(Ops tf, Collection<Variable> network) {
    this.network = List.copyOf(network);
    for (Variable variable : network) {
      VariableSpec spec = variable.spec();
      averages.put(
          spec.name(),
          Variable.declare(
              tf,
              new VariableSpec(
                  PREFIX + spec.name(), spec.shape(), spec.initializer(), spec.role())));
    }
  }

  /** The averages, for checkpoints. */
  public Collection<Variable> variables() {
    return List.copyOf(averages.values());
  }

  /**
   * Assignments that start each average at its variable.
   *
   * @param tf with control dependencies on the variables' own initialization
   */
  public List<Op> initialize(Ops tf) {
    List<Op> assignments = new ArrayList<>();
    for (Variable variable : network) {
      assignments.add(average(variable.name()).assign(tf, variable.read(tf)));
    }
    return assignments;
  }

  /**
   * {@code a ← a − (1 − decay)(a − w)}.
   *
   * @param tf with control dependencies on the step that moved the variables
   * @param decay scalar, from {@link Averaging#decay}
   */
  public List<Op> update(Ops tf, Operand<TFloat32> decay) {
    Operand<TFloat32> share = tf.math.sub(tf.constant(1f), decay); // scalar
    List<Op> updates = new ArrayList<>();
    for (Variable variable : network) {
      Variable average = average(variable.name());
      Operand<TFloat32> distance = tf.math.sub(average.read(tf), variable.read(tf));
      // A step of gradient descent along the distance: one operation less that touches all of it.
      updates.add(tf.train.resourceApplyGradientDescent(average.handle(), share, distance));
    }
    return updates;
  }

  @Override
  public Operand<TFloat32> read(Ops tf, VariableSpec spec) {
    return average(spec.name()).read(tf);
  }

  private Variable average(String name) {
    Variable average = averages.get(name);
    if (average == null) {
      throw new IllegalArgumentException("no average is kept of " + name);
    }
    return average;
  }
}
