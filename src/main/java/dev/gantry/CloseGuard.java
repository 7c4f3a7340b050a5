package dev.gantry;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Lets calls run side by side; closing waits for them, and later ones are refused. Thread-safe. */
final class CloseGuard {
  private final String what;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private boolean closed;

  /**
   * A guard of something open.
   *
   * @param what it is, for the message, such as {@code generator}
   */
  CloseGuard(String what) {
    this.what = what;
  }

  /**
   * Runs a call.
   *
   * @throws IllegalStateException if this is closed
   */
  void use(Runnable call) {
    Lock running = lock.readLock();
    running.lock();
    try {
      if (closed) {
        throw new IllegalStateException("this %s is closed".formatted(what));
      }
      call.run();
    } finally {
      running.unlock();
    }
  }

  /** Waits for the calls in flight, then releases what they used. Closing again does nothing. */
  void close(Runnable release) {
    Lock closing = lock.writeLock();
    closing.lock();
    try {
      if (!closed) {
        closed = true;
        release.run();
      }
    } finally {
      closing.unlock();
    }
  }
}
