package dev.gantry.train;

/** Asks a run to save and end after the iteration that it is in. Thread-safe. */
public final class StopSignal {
  private volatile boolean requested;

  /** Asks; asking again changes nothing. */
  public void request() {
    requested = true;
  }

  /** Whether anybody asked. */
  public boolean isRequested() {
    return requested;
  }
}
