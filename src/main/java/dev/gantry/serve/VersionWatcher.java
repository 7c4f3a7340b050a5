package dev.gantry.serve;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for new versions now and then, until it is closed. */
final class VersionWatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VersionWatcher.class);

  private final ModelVersions versions;
  private final Duration poll;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::watch, "gantry-versions");

  private VersionWatcher(ModelVersions versions, Duration poll) {
    this.versions = versions;
    this.poll = poll;
  }

  static VersionWatcher start(ModelVersions versions, Duration poll) {
    VersionWatcher watcher = new VersionWatcher(versions, poll);
    watcher.thread.setDaemon(true);
    watcher.thread.start();
    return watcher;
  }

  private void watch() {
    try {
      while (!closed.await(poll.toNanos(), TimeUnit.NANOSECONDS)) {
        refresh();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void refresh() {
    try {
      versions.refresh();
    } catch (RuntimeException e) {
      // Thrown on, it would end the watch.
      LOG.error("new versions cannot be looked for", e);
    }
  }

  /** Waits for a version that is being loaded. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
