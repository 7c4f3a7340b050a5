package dev.gantry.cli;

import dev.gantry.train.StopSignal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C and TERM save a run before the JVM goes. The JVM's shutdown waits for its hooks, and
 * afterwards ends with 128 and the signal's number by itself.
 */
final class Interruption implements AutoCloseable {
  /** Longer than an iteration and a checkpoint take; whoever sent the signal may send KILL. */
  private static final long PATIENCE_MINUTES = 10;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  private Interruption(StopSignal stop) {
    hook =
        new Thread(
            () -> {
              stop.request();
              await();
            },
            "gantry-save-before-exit");
  }

  /** From now on a signal asks {@code stop}, and waits until this is closed. */
  static Interruption listen(StopSignal stop) {
    Interruption interruption = new Interruption(stop);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  private void await() {
    try {
      if (!done.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        throw new IllegalStateException("the run did not end; its last checkpoint stands");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going already: this is the end that the hook waits for.
      hook.setName("gantry-saved");
    }
  }
}
