package dev.gantry.serve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.exceptions.TFFailedPreconditionException;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/**
 * Computes requests that arrive together in one run of TensorFlow. Thread-safe.
 *
 * <p>Requests wait in a queue for each version, signature and shape of rows. A queue is ready when
 * its rows fill a batch, or its first request has waited long enough; the one that has waited
 * longest goes first. A model that refuses a batch is asked for each of its requests alone, so that
 * a request fails by its own fault only.
 */
final class Batcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

  private final BatchOptions options;
  private final BatchObserver observer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** In the order in which their first requests came; none is empty. */
  private final Map<Key, Deque<Task>> queues = new LinkedHashMap<>();

  private final List<Thread> threads = new ArrayList<>();
  private int waiting;
  private boolean closed;

  /** Requests that may be joined; one of a signature that cannot has a queue of its own. */
  private record Key(
      LoadedModel model,
      SignatureSpec signature,
      Map<String, List<Integer>> rowShapes,
      @Nullable PredictRequest alone) {
    static Key of(LoadedModel model, PredictRequest request) {
      Map<String, List<Integer>> shapes = new HashMap<>();
      request.inputs().values().forEach((name, value) -> shapes.put(name, value.rowShape()));
      SignatureSpec signature = request.signature();
      return new Key(model, signature, shapes, signature.batched() ? null : request);
    }
  }

  private record Task(
      PredictRequest request, long deadline, CompletableFuture<NamedTensors> result) {}

  private record Batch(Key key, List<Task> tasks) {
    int rows() {
      return tasks.stream().mapToInt(task -> task.request.rows()).sum();
    }
  }

  private Batcher(BatchOptions options, BatchObserver observer) {
    this.options = options;
    this.observer = observer;
  }

  /** Starts the threads. */
  static Batcher start(BatchOptions options, BatchObserver observer) {
    Batcher batcher = new Batcher(options, observer);
    for (int i = 0; i < options.threads(); i++) {
      Thread thread = new Thread(batcher::work, "gantry-batch-" + i);
      thread.setDaemon(true);
      batcher.threads.add(thread);
      thread.start();
    }
    return batcher;
  }

  /**
   * Queues a request.
   *
   * @param model on which the caller holds a lease until the result is there
   * @return the outputs by name; fails with an {@link HttpFailure}
   * @throws HttpFailure if the queue is full
   */
  CompletableFuture<NamedTensors> submit(LoadedModel model, PredictRequest request) {
    Task task =
        new Task(
            request, System.nanoTime() + options.patience().toNanos(), new CompletableFuture<>());
    lock.lock();
    try {
      if (closed || waiting >= options.maxQueue()) {
        throw HttpFailure.unavailable(
            "The batch scheduling queue to which this task was submitted is full; try again");
      }
      waiting++;
      queues.computeIfAbsent(Key.of(model, request), key -> new ArrayDeque<>()).add(task);
      changed.signal();
    } finally {
      lock.unlock();
    }
    return task.result;
  }

  /** Requests that no thread computes yet. */
  int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      for (Batch batch = next(); batch != null; batch = next()) {
        compute(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a batch; null once this is closed and nothing waits. */
  private @Nullable Batch next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        long now = System.nanoTime();
        long patience = Long.MAX_VALUE;
        for (Iterator<Map.Entry<Key, Deque<Task>>> i = queues.entrySet().iterator();
            i.hasNext(); ) {
          Map.Entry<Key, Deque<Task>> queue = i.next();
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

  private boolean isFull(Deque<Task> queue) {
    int rows = 0;
    for (Task task : queue) {
      rows += task.request.rows();
      if (rows >= options.maxRows()) {
        return true;
      }
    }
    return false;
  }

  private Batch take(Key key, Deque<Task> queue) {
    List<Task> tasks = new ArrayList<>();
    int rows = 0;
    while (!queue.isEmpty()
        && (tasks.isEmpty() || rows + queue.element().request.rows() <= options.maxRows())) {
      Task task = queue.remove();
      rows += task.request.rows();
      tasks.add(task);
    }
    waiting -= tasks.size();
    if (!queue.isEmpty()) {
      // Behind the others, which came before what is left.
      queues.put(key, queue);
      changed.signal();
    }
    return new Batch(key, tasks);
  }

  private void compute(Batch batch) {
    long begin = System.nanoTime();
    try {
      List<NamedTensors> results = run(batch);
      for (int i = 0; i < results.size(); i++) {
        batch.tasks.get(i).result.complete(results.get(i));
      }
      observer.computed(batch.rows(), System.nanoTime() - begin);
    } catch (RuntimeException | Error e) {
      // An error as well: a thread that ends leaves its requests, and those to come, waiting.
      fail(batch, e);
    }
  }

  private List<NamedTensors> run(Batch batch) {
    List<NamedTensors> inputs = batch.tasks.stream().map(task -> task.request.inputs()).toList();
    return batch.key.model.run(batch.key.signature, inputs);
  }

  private void fail(Batch batch, Throwable thrown) {
    if (batch.tasks.size() > 1) {
      batch.tasks.forEach(task -> compute(new Batch(batch.key, List.of(task))));
      return;
    }
    batch.tasks.get(0).result.completeExceptionally(failure(thrown));
  }

  private static HttpFailure failure(Throwable thrown) {
    if (thrown instanceof TFResourceExhaustedException || thrown instanceof OutOfMemoryError) {
      LOG.warn("a request needs more memory than there is: {}", LoadedModel.firstLine(thrown));
      return HttpFailure.unavailable("The request needs more memory than there is now");
    }
    if (thrown instanceof TFInvalidArgumentException
        || thrown instanceof TFOutOfRangeException
        || thrown instanceof TFFailedPreconditionException) {
      return HttpFailure.badRequest(LoadedModel.firstLine(thrown));
    }
    LOG.error("a request could not be computed", thrown);
    return new HttpFailure(500, "The request could not be computed; the server's log says why");
  }

  /** Computes what waits, then ends the threads. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      for (Thread thread : threads) {
        thread.join(TimeUnit.MINUTES.toMillis(1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
