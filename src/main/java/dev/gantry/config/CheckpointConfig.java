package dev.gantry.config;

import dev.gantry.error.Check;

/**
 * How often a run is saved.
 *
 * @param everyKimg a checkpoint each so many thousands of images, and one at the end
 * @param keep how many of the latest stay; at least 1
 */
public record CheckpointConfig(double everyKimg, int keep) {
  /** Checks every component. */
  public CheckpointConfig {
    Check.positive("every-kimg", everyKimg);
    Check.range("keep", keep, 1, 10_000);
  }

  /** Every 200 kimg, the last 3. */
  public static CheckpointConfig defaults() {
    return new CheckpointConfig(200, 3);
  }
}
