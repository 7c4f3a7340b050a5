package dev.gantry.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Lets Ctrl-C and TERM end a server as it should: with what is in flight answered, and with exit
 * code 0, since to be told to stop is no failure of a server's.
 */
final class StopRequest implements AutoCloseable {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "gantry-stop");

  private StopRequest() {}

  /** From now on a signal is heard, and the JVM waits until this is closed. */
  static StopRequest listen() {
    StopRequest request = new StopRequest();
    Runtime.getRuntime().addShutdownHook(request.hook);
    return request;
  }

  /** Waits for a signal. */
  void await() throws InterruptedException {
    asked.await();
  }

  private void stop() {
    asked.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // The JVM itself would end with 128 and the signal's number.
    Runtime.getRuntime().halt(ExitCode.OK);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going already: this is the end that the hook waits for.
      stopped.countDown();
    }
  }
}
