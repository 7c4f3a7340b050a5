package dev.gantry.optim;

import dev.gantry.nn.Variable;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * How one network's variables follow their gradients. A new optimizer is one record, and one name
 * in this list.
 *
 * <p>Built from {@code resourceApply*} instead of TensorFlow Framework's optimizers: those see
 * reference variables of the whole graph only, bake the learning rate in, and their Adam updates
 * the beta powers unordered with the steps that read them, so that its results are wrong and differ
 * from run to run.
 */
public sealed interface OptimizerConfig permits Adam, RmsProp {
  /** Step size at the start, before the schedule. */
  double learningRate();

  /** How the learning rate changes over the run. */
  Schedule schedule();

  /**
   * The learning rate at a moment of the run.
   *
   * @param progress share of the run that is done, from 0 to 1
   */
  default double rate(double progress) {
    return learningRate() * schedule().factor(progress);
  }

  /** Largest global norm of this network's gradients; 0 does not clip. */
  double clipNorm();

  /** Every variable that a step changes beside those that it moves. */
  List<Variable> memory(Ops tf, List<Variable> variables, Slots slots);

  /**
   * Builds one step.
   *
   * @param variables what is moved
   * @param gradients of the loss, in the order of the variables; clipped already
   * @param learningRate scalar
   * @param slots where the optimizer's own variables are declared
   * @return every operation of the step: when all have run, it is done
   */
  List<Op> update(
      Ops tf,
      List<Variable> variables,
      List<Operand<TFloat32>> gradients,
      Operand<TFloat32> learningRate,
      Slots slots);
}
