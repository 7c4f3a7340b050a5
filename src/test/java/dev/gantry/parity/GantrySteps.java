package dev.gantry.parity;

import java.util.Map;

/**
 * Gantry's training of one run, as the parity cases see it. Every array is flat, in C order of the
 * variable's shape; every map is by the variables' names, such as {@code generator/image/kernel}.
 */
public interface GantrySteps extends AutoCloseable {
  /**
   * Sets every variable of both networks, statistics included; the generator's moving average
   * starts from the same values.
   */
  void assign(Map<String, float[]> values);

  /** Runs one iteration, from the first on in order. */
  Outcome step(ParityCase.Iteration iteration);

  /** Every variable of both networks, statistics included. */
  Map<String, float[]> variables();

  /** The generator's moving average, of weights and statistics; empty where none is kept. */
  Map<String, float[]> averages();

  @Override
  void close();

  /**
   * What one iteration gave.
   *
   * @param dLoss the discriminator's loss, mean over its steps
   * @param gLoss the generator's loss
   * @param dReal mean verdict on the reals, over the discriminator's steps too
   * @param dFake mean verdict on the fakes, over the discriminator's steps too
   * @param gradients of every trainable variable, before clipping; the discriminator's are of its
   *     first step
   */
  record Outcome(
      float dLoss, float gLoss, float dReal, float dFake, Map<String, float[]> gradients) {}
}
