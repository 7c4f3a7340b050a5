package dev.gantry.optim;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.gantry.error.Check;
import dev.gantry.nn.Variable;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * RMSProp (Hinton, Neural Networks for Machine Learning, lecture 6e), in TensorFlow's form: {@code
 * s ← d s + (1 − d) g²; u ← momentum u + rate g / sqrt(s + epsilon); w ← w − u}.
 *
 * @param learningRate step size at the start
 * @param decay decay of the mean square
 * @param momentum decay of the accumulated step; 0 for none
 * @param epsilon added to the mean square under the root
 * @param clipNorm largest global norm of the network's gradients; 0 does not clip
 * @param schedule how the learning rate changes over the run
 */
@JsonTypeName("rmsprop")
public record RmsProp(
    double learningRate,
    double decay,
    double momentum,
    double epsilon,
    double clipNorm,
    Schedule schedule)
    implements OptimizerConfig {
  private static final String MEAN_SQUARE = "mean_square";
  private static final String MOMENTUM = "momentum";

  /** Checks every component. */
  public RmsProp {
    Check.positive("learning-rate", learningRate);
    Check.range("decay", decay, 0, 0.999999);
    Check.range("momentum", momentum, 0, 0.9999);
    Check.positive("epsilon", epsilon);
    Check.range("clip-norm", clipNorm, 0, 1e9);
  }

  /** Learning rate 0.00005 as in the first WGAN, no momentum. */
  public static RmsProp defaults() {
    return new RmsProp(0.00005, 0.9, 0, 1e-10, 0, new Schedule.Constant());
  }

  @Override
  public List<Variable> memory(Ops tf, List<Variable> variables, Slots slots) {
    List<Variable> memory = new ArrayList<>();
    for (Variable variable : variables) {
      memory.add(slots.of(tf, variable, MEAN_SQUARE));
      memory.add(slots.of(tf, variable, MOMENTUM));
    }
    return memory;
  }

  @Override
  public List<Op> update(
      Ops tf,
      List<Variable> variables,
      List<Operand<TFloat32>> gradients,
      Operand<TFloat32> rate,
      Slots slots) {
    List<Op> applied = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      applied.add(
          tf.train.resourceApplyRmsProp(
              variables.get(i).handle(),
              slots.of(tf, variables.get(i), MEAN_SQUARE).handle(),
              slots.of(tf, variables.get(i), MOMENTUM).handle(),
              rate,
              tf.constant((float) decay),
              tf.constant((float) momentum),
              tf.constant((float) epsilon),
              gradients.get(i)));
    }
    return applied;
  }
}
