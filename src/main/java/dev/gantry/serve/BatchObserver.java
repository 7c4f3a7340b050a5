package dev.gantry.serve;

/** Hears of what is computed. Thread-safe. */
interface BatchObserver {
  /**
   * A batch was computed.
   *
   * @param rows of all its requests
   * @param nanos that it took
   */
  void computed(int rows, long nanos);
}
