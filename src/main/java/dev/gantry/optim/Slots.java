package dev.gantry.optim;

import dev.gantry.nn.Initializer;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableSpec;
import dev.gantry.nn.VariableStore;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;

/** The variables that an optimizer keeps beside those that it moves. */
public final class Slots {
  private final String scope;
  private final VariableStore store;

  /**
   * Slots of one optimizer.
   *
   * @param scope first part of their names, such as {@code optimizer/generator}
   * @param store where they are declared, for initialization and checkpoints
   */
  public Slots(String scope, VariableStore store) {
    this.scope = scope;
    this.store = store;
  }

  /** A slot of a variable's shape, from 0; the same one if asked for again. */
  Variable of(Ops tf, Variable variable, String slot) {
    return declare(tf, variable.name() + "/" + slot, variable.spec().shape(), 0);
  }

  /** A scalar of the optimizer. */
  Variable scalar(Ops tf, String name, float start) {
    return declare(tf, name, Shape.scalar(), start);
  }

  private Variable declare(Ops tf, String name, Shape shape, float start) {
    return store.declare(
        tf,
        new VariableSpec(
            scope + "/" + name, shape, new Initializer.Fill(start), VariableSpec.Role.SLOT));
  }
}
