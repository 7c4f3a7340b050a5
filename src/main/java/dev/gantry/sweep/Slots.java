package dev.gantry.sweep;

import dev.gantry.config.TrainingConfig;
import dev.gantry.error.Check;

/**
 * How the trials of a sweep share a machine, as it was begun. On the CPU the number of a trial's
 * threads decides its last digits, so that all trials have the same, whoever runs them and however
 * often the sweep is gone on with.
 *
 * @param parallel trials at a time, where a process is not told otherwise, 1 or more
 * @param threads of each trial whose configuration does not say how many; 0: not known, as of a
 *     sweep that an earlier version began
 */
public record Slots(int parallel, int threads) {
  /** What sweeps of versions that did not write it down have. */
  static final Slots UNKNOWN = new Slots(1, 0);

  /** Checks the range. */
  public Slots {
    Check.range("parallel", parallel, 1, SweepSettings.MOST_PARALLEL);
    Check.range("threads", threads, 0, TrainingConfig.MOST_THREADS);
  }

  /**
   * Trials that share the cores of a machine evenly, each with one at least.
   *
   * @param parallel trials at a time, 1 or more
   * @param cores of the machine, 1 or more
   */
  public static Slots sharing(int parallel, int cores) {
    return new Slots(
        parallel, Math.min(TrainingConfig.MOST_THREADS, Math.max(1, cores / parallel)));
  }
}
