package dev.gantry.batch;

import dev.gantry.error.Check;
import java.time.Duration;

/**
 * How what arrives together is computed together.
 *
 * @param maxRows of a batch; a batch that has them does not wait
 * @param patience how long a request waits for others
 * @param maxQueue requests that may wait; more are refused
 * @param threads that compute batches side by side
 */
public record BatchOptions(int maxRows, Duration patience, int maxQueue, int threads) {
  /** Checks every component; throws an {@link IllegalArgumentException}. */
  public BatchOptions {
    Check.range("max-batch", maxRows, 1, 1 << 16);
    Check.range("batch-timeout-micros", patience.toNanos() / 1e3, 0, 60e6);
    Check.range("max-queue", maxQueue, 1, 1 << 20);
    Check.range("batch-threads", threads, 1, 256);
  }

  /**
   * 64 rows, no patience, 256 requests, and a thread for each processor. Without patience those
   * that come while the model is busy are still joined; more of it only made single clients slower.
   */
  public static BatchOptions defaults() {
    return new BatchOptions(
        64, Duration.ZERO, 256, Math.min(256, Runtime.getRuntime().availableProcessors()));
  }
}
