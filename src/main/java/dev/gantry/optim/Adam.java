package dev.gantry.optim;

import dev.gantry.error.Check;
import dev.gantry.nn.Variable;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Adam (Kingma and Ba 2014, algorithm 1).
 *
 * @param learningRate step size at the start
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the bias-corrected second moment
 * @param clipNorm largest global norm of the network's gradients; 0 does not clip
 * @param schedule how the learning rate changes over the run
 */
public record Adam(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double clipNorm,
    Schedule schedule)
    implements OptimizerConfig {
  private static final String M = "m";
  private static final String V = "v";

  /** Checks every component. */
  public Adam {
    Check.positive("learning-rate", learningRate);
    Check.range("beta1", beta1, 0, 0.9999);
    Check.range("beta2", beta2, 0, 0.999999);
    Check.positive("epsilon", epsilon);
    Check.range("clip-norm", clipNorm, 0, 1e9);
  }

  /** The DCGAN paper's: learning rate 0.0002, beta1 0.5. */
  public static Adam defaults() {
    return new Adam(0.0002, 0.5, 0.999, 1e-8, 0, new Schedule.Constant());
  }

  @Override
  public List<Variable> memory(Ops tf, List<Variable> variables, Slots slots) {
    List<Variable> memory = new ArrayList<>(List.of(beta1Power(tf, slots), beta2Power(tf, slots)));
    for (Variable variable : variables) {
      memory.add(slots.of(tf, variable, M));
      memory.add(slots.of(tf, variable, V));
    }
    return memory;
  }

  private Variable beta1Power(Ops tf, Slots slots) {
    return slots.scalar(tf, "beta1_power", (float) beta1);
  }

  private Variable beta2Power(Ops tf, Slots slots) {
    return slots.scalar(tf, "beta2_power", (float) beta2);
  }

  @Override
  public List<Op> update(
      Ops tf,
      List<Variable> variables,
      List<Operand<TFloat32>> gradients,
      Operand<TFloat32> rate,
      Slots slots) {
    Variable beta1Power = beta1Power(tf, slots);
    Variable beta2Power = beta2Power(tf, slots);
    Operand<TFloat32> power1 = beta1Power.read(tf); // scalar
    Operand<TFloat32> power2 = beta2Power.read(tf); // scalar
    Operand<TFloat32> decay1 = tf.constant((float) beta1);
    Operand<TFloat32> decay2 = tf.constant((float) beta2);
    List<Op> applied = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      applied.add(
          tf.train.resourceApplyAdam(
              variables.get(i).handle(),
              slots.of(tf, variables.get(i), M).handle(),
              slots.of(tf, variables.get(i), V).handle(),
              power1,
              power2,
              rate,
              decay1,
              decay2,
              correctedEpsilon(tf, power2),
              gradients.get(i)));
    }
    // After every step that reads them: unordered, the result would depend on the race.
    Ops after = tf.withControlDependencies(applied);
    List<Op> all = new ArrayList<>(applied);
    all.add(beta1Power.assign(after, after.math.mul(power1, decay1)));
    all.add(beta2Power.assign(after, after.math.mul(power2, decay2)));
    return all;
  }

  /**
   * TensorFlow adds its epsilon to the root of the second moment before the bias correction; scaled
   * by the correction it becomes the paper's.
   */
  private Operand<TFloat32> correctedEpsilon(Ops tf, Operand<TFloat32> power2) {
    return tf.math.mul(
        tf.constant((float) epsilon), tf.math.sqrt(tf.math.sub(tf.constant(1f), power2)));
  }
}
