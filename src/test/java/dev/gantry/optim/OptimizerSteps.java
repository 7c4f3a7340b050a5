package dev.gantry.optim;

import dev.gantry.nn.Initializer;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableSpec;
import dev.gantry.nn.VariableStore;
import dev.gantry.testing.ScratchGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** One variable of one value, 1 at the start, that an optimizer moves by gradients as given. */
final class OptimizerSteps {
  private OptimizerSteps() {}

  /** The variable's value after each of the steps. */
  static List<Double> weights(OptimizerConfig optimizer, double rate, double... gradients) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Ops tf = scratch.tf();
      VariableStore store = new VariableStore(1);
      VariableStore slots = new VariableStore(1);
      Variable weight =
          store.declare(
              tf,
              new VariableSpec(
                  "network/weight",
                  Shape.of(1),
                  new Initializer.Fill(1),
                  VariableSpec.Role.TRAINABLE));
      Operand<TFloat32> read = weight.read(tf);
      Placeholder<TFloat32> gradient = scratch.placeholder();
      Placeholder<TFloat32> learningRate = scratch.placeholder();
      List<Op> step =
          optimizer.update(
              tf,
              List.of(weight),
              List.of(tf.reshape(gradient, tf.constant(new int[] {1}))),
              learningRate,
              new Slots("optimizer", slots));
      scratch.run(store.initialize(tf));
      scratch.run(slots.initialize(tf));
      List<Double> weights = new ArrayList<>();
      for (double g : gradients) {
        scratch.run(step, Map.of(gradient, (float) g, learningRate, (float) rate));
        weights.add((double) scratch.values(read)[0]);
      }
      return weights;
    }
  }
}
