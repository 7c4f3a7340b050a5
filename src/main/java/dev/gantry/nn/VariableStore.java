package dev.gantry.nn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The variables of one network. The first pass that asks for a variable declares it; later passes
 * read the same one. Gradients of a network are taken over its own store only.
 */
public final class VariableStore {
  private final long seed;
  private final Map<String, Variable> variables = new LinkedHashMap<>();

  /**
   * An empty store.
   *
   * @param seed the run's seed; each variable derives its own by its name
   */
  public VariableStore(long seed) {
    this.seed = seed;
  }

  /**
   * A source whose reads all happen under the control dependencies of the {@link Ops} given to its
   * first read of each variable; each variable is read once.
   */
  public Reads reads() {
    return new Reads();
  }

  /** The variable of that specification, declared at the first call. */
  public Variable declare(Ops tf, VariableSpec spec) {
    Variable variable = variables.computeIfAbsent(spec.name(), name -> Variable.declare(tf, spec));
    if (!variable.spec().shape().equals(spec.shape())) {
      throw new IllegalStateException(
          "variable %s has shape %s, asked for as %s"
              .formatted(spec.name(), variable.spec().shape(), spec.shape()));
    }
    return variable;
  }

  /** Every variable, in order of declaration. */
  public Collection<Variable> all() {
    return List.copyOf(variables.values());
  }

  /** The variables that gradients move, in order of declaration. */
  public List<Variable> trainable() {
    return withRole(VariableSpec.Role.TRAINABLE);
  }

  /** The moving statistics, in order of declaration. */
  public List<Variable> statistics() {
    return withRole(VariableSpec.Role.STATISTIC);
  }

  private List<Variable> withRole(VariableSpec.Role role) {
    return variables.values().stream().filter(v -> v.spec().role() == role).toList();
  }

  /** Assignments that give every variable its start value. */
  public List<Op> initialize(Ops tf) {
    List<Op> assignments = new ArrayList<>();
    for (Variable variable : variables.values()) {
      VariableSpec spec = variable.spec();
      long own = Seeds.derive(seed, spec.name());
      assignments.add(variable.assign(tf, spec.initializer().values(tf, spec.shape(), own)));
    }
    return assignments;
  }

  /**
   * Moves the statistics towards what passes saw, in the order of the passes: {@code s ← m s + (1 −
   * m) batch} for each.
   */
  public List<Op> updateStatistics(Ops tf, List<Pass> passes) {
    return updateFrom(tf, passes.stream().map(Pass::statistics).toList());
  }

  /**
   * The same from what passes saw, which need not be of this process alone.
   *
   * @param passes of each pass, the batch's values by the variable's full name
   */
  public List<Op> updateFrom(Ops tf, List<Map<String, Pass.Statistic>> passes) {
    List<Op> updates = new ArrayList<>();
    for (Variable variable : statistics()) {
      Operand<TFloat32> value = variable.read(tf);
      boolean seen = false;
      for (Map<String, Pass.Statistic> pass : passes) {
        Pass.@Nullable Statistic batch = pass.get(variable.name());
        if (batch != null) {
          seen = true;
          value = moved(tf, value, batch);
        }
      }
      if (seen) {
        updates.add(variable.assign(tf, value));
      }
    }
    return updates;
  }

  private static Operand<TFloat32> moved(Ops tf, Operand<TFloat32> value, Pass.Statistic batch) {
    if (batch.momentum() == 0) {
      return batch.value();
    }
    return tf.math.add(
        tf.math.mul(value, tf.constant(batch.momentum())),
        tf.math.mul(batch.value(), tf.constant(1 - batch.momentum())));
  }

  /** The store's variables as one pass, or several at the same moment, sees them. */
  public final class Reads implements VariableSource {
    private final Map<String, Operand<TFloat32>> values = new LinkedHashMap<>();

    private final Map<String, Operand<TFloat32>> derived = new LinkedHashMap<>();

    private Reads() {}

    @Override
    public Operand<TFloat32> read(Ops tf, VariableSpec spec) {
      Variable variable = declare(tf, spec);
      return values.computeIfAbsent(spec.name(), name -> variable.read(tf));
    }

    @Override
    public Operand<TFloat32> derived(String name, Supplier<Operand<TFloat32>> build) {
      Operand<TFloat32> known = derived.get(name);
      if (known == null) {
        known = build.get();
        derived.put(name, known);
      }
      return known;
    }

    /** What was read of {@link #trainable()}, in the same order. */
    public List<Operand<TFloat32>> trainable() {
      return VariableStore.this.trainable().stream().map(v -> read(v)).toList();
    }

    private Operand<TFloat32> read(Variable variable) {
      Operand<TFloat32> value = values.get(variable.name());
      if (value == null) {
        throw new IllegalStateException("no pass read " + variable.name());
      }
      return value;
    }
  }
}
