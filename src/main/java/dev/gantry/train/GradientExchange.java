package dev.gantry.train;

import org.tensorflow.op.Ops;

/** How replicas come to the same step, each from its own rows of the batch. */
sealed interface GradientExchange permits NoExchange, MeanExchange {
  /**
   * What all replicas together make of the whole batch.
   *
   * @param own what this replica makes of its rows
   */
  StepShare exchange(Ops tf, StepShare own);
}
