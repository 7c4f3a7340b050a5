package dev.gantry.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests of many callers, computed in batches by a few threads. Thread-safe.
 *
 * <p>Requests that may be joined share a key, and wait in a queue of that key. A queue is ready
 * when its rows fill a batch, or its first request has waited long enough, or this closes; the one
 * that has waited longest goes first.
 *
 * @param <K> tells which requests may be joined
 * @param <R> a request
 */
public final class BatchQueue<K, R> {
  private static final Logger LOG = LoggerFactory.getLogger(BatchQueue.class);

  /** Computes requests together; what it throws is logged, and the requests are forgotten. */
  public interface Work<K, R> {
    /** Answers every one of the requests, none of which any other thread has. */
    void compute(K key, List<R> requests);
  }

  /** What became of a request. */
  public enum Admission {
    /** It will be computed. */
    TAKEN,
    /** As many wait as may. */
    FULL,
    /** No more are taken. */
    CLOSED
  }

  private record Entry<R>(R request, int rows, long deadline) {}

  private record Batch<K, R>(K key, List<R> requests) {}

  private final BatchOptions options;
  private final Work<K, R> work;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** In the order in which their first requests came; none is empty. */
  private final Map<K, Deque<Entry<R>>> queues = new LinkedHashMap<>();

  private final List<Thread> threads = new ArrayList<>();
  private int waiting;
  private boolean closed;

  private BatchQueue(BatchOptions options, Work<K, R> work) {
    this.options = options;
    this.work = work;
  }

  /**
   * Starts the threads.
   *
   * @param name of theirs, which numbers follow
   */
  public static <K, R> BatchQueue<K, R> start(String name, BatchOptions options, Work<K, R> work) {
    BatchQueue<K, R> queue = new BatchQueue<>(options, work);
    for (int i = 0; i < options.threads(); i++) {
      Thread thread = new Thread(queue::run, name + "-" + i);
      thread.setDaemon(true);
      queue.threads.add(thread);
      thread.start();
    }
    return queue;
  }

  /** Queues a request of so many rows. */
  public Admission offer(K key, R request, int rows) {
    Entry<R> entry = new Entry<>(request, rows, System.nanoTime() + options.patience().toNanos());
    lock.lock();
    try {
      if (closed) {
        return Admission.CLOSED;
      }
      if (waiting >= options.maxQueue()) {
        return Admission.FULL;
      }
      waiting++;
      queues.computeIfAbsent(key, any -> new ArrayDeque<>()).add(entry);
      changed.signal();
      return Admission.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /** Requests that no thread computes yet. */
  public int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      for (Batch<K, R> batch = next(); batch != null; batch = next()) {
        compute(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void compute(Batch<K, R> batch) {
    try {
      work.compute(batch.key, batch.requests);
    } catch (RuntimeException | Error e) {
      // A thread that ended would leave those to come waiting.
      LOG.error("a batch was not computed", e);
    }
  }

  /** Waits for a batch; null once this is closed and nothing waits. */
  private @Nullable Batch<K, R> next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        long now = System.nanoTime();
        long patience = Long.MAX_VALUE;
        for (Iterator<Map.Entry<K, Deque<Entry<R>>>> i = queues.entrySet().iterator();
            i.hasNext(); ) {
          Map.Entry<K, Deque<Entry<R>>> queue = i.next();
          long left = queue.getValue().element().deadline - now;
          if (left <= 0 || closed || isFull(queue.getValue())) {
            i.remove();
            return take(queue.getKey(), queue.getValue());
          }
          patience = Math.min(patience, left);
        }
        if (closed) {
          return null;
        }
        if (patience == Long.MAX_VALUE) {
          changed.await();
        } else {
          changed.awaitNanos(patience);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull(Deque<Entry<R>> queue) {
    int rows = 0;
    for (Entry<R> entry : queue) {
      rows += entry.rows;
      if (rows >= options.maxRows()) {
        return true;
      }
    }
    return false;
  }

  private Batch<K, R> take(K key, Deque<Entry<R>> queue) {
    List<R> requests = new ArrayList<>();
    int rows = 0;
    while (!queue.isEmpty()
        && (requests.isEmpty() || rows + queue.element().rows <= options.maxRows())) {
      Entry<R> entry = queue.remove();
      rows += entry.rows;
      requests.add(entry.request);
    }
    waiting -= requests.size();
    if (!queue.isEmpty()) {
      // Behind the others, which came before what is left.
      queues.put(key, queue);
      changed.signal();
    }
    return new Batch<>(key, requests);
  }

  /** Takes no more; what waits is computed without further waiting, then the threads end. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the threads have ended, after {@link #close}.
   *
   * @return whether they have, in that time
   */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Thread thread : threads) {
      TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
      if (thread.isAlive()) {
        return false;
      }
    }
    return true;
  }
}
