package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.config.TrainingConfig;
import dev.gantry.error.UserException;
import dev.gantry.nn.BatchShare;

/**
 * One of the processes that train a run together, each on its own rows of every batch.
 *
 * @param index from 0; number 0, the chief, alone writes
 * @param count of the processes
 * @param batchNorm whose images batch norm takes its statistics of
 */
public record Replica(int index, int count, BatchStatistics batchNorm) {
  /** A process that trains by itself. */
  public static final Replica ALONE = new Replica(0, 1, BatchStatistics.REPLICA);

  /** Whose images batch norm takes its statistics of. */
  public enum BatchStatistics {
    /** Each replica's own rows; the moving statistics are the mean over the replicas. */
    REPLICA,
    /** The whole batch, at the cost of one exchange a layer and pass. */
    GLOBAL
  }

  /** Whether there are no others. */
  public boolean isAlone() {
    return count == 1;
  }

  /** Whether this is the one that writes checkpoints, pictures and exports. */
  public boolean isChief() {
    return index == 0;
  }

  /** The own rows of a batch. */
  BatchShare share(RunConfig config) {
    return isAlone()
        ? BatchShare.WHOLE
        : new BatchShare(index, count, config.training().batch() / count);
  }

  /**
   * Checks that the batches can be shared.
   *
   * @throws UserException if they cannot
   */
  public void check(RunConfig config) {
    int batch = config.training().batch();
    if (isAlone()) {
      return;
    }
    if (batch % count != 0 || batch / count < 2) {
      throw new UserException(
          "training.batch is %d, which %d workers cannot share; give a multiple of %d that leaves each at least 2 images, or another number of workers"
              .formatted(batch, count, count));
    }
    int calls = config.training().iterationsPerCall();
    if (calls > 1) {
      throw new UserException(
          "training.iterations-per-call is %d; several workers exchange gradients and a vote to stop in every iteration, so set it to 1"
              .formatted(calls));
    }
    int own = config.training().generatorBatch();
    if (own % batch != 0) {
      throw new UserException(
          "training.generator-batch is %d and training.batch %d; several workers can share the first only where it is 0 or a multiple of the second"
              .formatted(own, batch));
    }
  }

  /** The configuration with batches of the own rows alone, as the graph is built from. */
  RunConfig part(RunConfig config) {
    if (isAlone()) {
      return config;
    }
    TrainingConfig all = config.training();
    return new RunConfig(
        config.name(),
        config.seed(),
        config.data(),
        config.model(),
        config.conditioning(),
        config.objective(),
        config.content(),
        config.penalty(),
        config.augment(),
        config.optimizer(),
        config.average(),
        new TrainingConfig(
            all.kimg(),
            all.batch() / count,
            all.dSteps(),
            all.generatorBatch() / count,
            all.precision(),
            all.xla(),
            all.iterationsPerCall(),
            all.device(),
            all.threads()),
        config.metrics(),
        config.report(),
        config.checkpoint());
  }
}
