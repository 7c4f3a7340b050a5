package dev.gantry.serve;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the bytes that all bodies and replies in flight hold together. Thread-safe. */
final class MemoryBudget {
  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  MemoryBudget(long limit) {
    this.limit = limit;
  }

  /**
   * Takes some.
   *
   * @throws HttpFailure if they are not left
   */
  void take(long bytes) {
    if (taken.addAndGet(bytes) > limit) {
      give(bytes);
      throw HttpFailure.unavailable("The requests in flight fill the server's memory; try again");
    }
  }

  /** Gives some back. */
  void give(long bytes) {
    taken.addAndGet(-bytes);
  }
}
