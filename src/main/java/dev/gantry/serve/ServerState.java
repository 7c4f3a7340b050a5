package dev.gantry.serve;

import java.util.concurrent.atomic.AtomicBoolean;

/** What all requests share. Thread-safe. */
final class ServerState {
  private final ServerMetrics metrics = new ServerMetrics();
  private final InFlight inFlight = new InFlight();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final MemoryBudget memory;

  ServerState(MemoryBudget memory) {
    this.memory = memory;
  }

  ServerMetrics metrics() {
    return metrics;
  }

  InFlight inFlight() {
    return inFlight;
  }

  MemoryBudget memory() {
    return memory;
  }

  boolean draining() {
    return draining.get();
  }

  /** From now on requests are refused. */
  void drain() {
    draining.set(true);
  }
}
