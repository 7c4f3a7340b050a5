package dev.gantry.serve;

import dev.gantry.batch.BatchOptions;
import dev.gantry.batch.BatchQueue;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.exceptions.TFFailedPreconditionException;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/**
 * Computes requests that arrive together in one run of TensorFlow: those of one version, signature
 * and shape of rows. A model that refuses a batch is asked for each of its requests alone, so that
 * a request fails by its own fault only. Thread-safe.
 */
final class Batcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final BatchQueue<Key, Task> queue;
  private final BatchObserver observer;

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

  private record Task(PredictRequest request, CompletableFuture<NamedTensors> result) {}

  /** Starts the threads. */
  Batcher(BatchOptions options, BatchObserver observer) {
    this.observer = observer;
    queue = BatchQueue.start("gantry-batch", options, this::compute);
  }

  /**
   * Queues a request.
   *
   * @param model on which the caller holds a lease until the result is there
   * @return the outputs by name; fails with an {@link HttpFailure}
   * @throws HttpFailure if the queue is full
   */
  CompletableFuture<NamedTensors> submit(LoadedModel model, PredictRequest request) {
    Task task = new Task(request, new CompletableFuture<>());
    if (queue.offer(Key.of(model, request), task, request.rows()) != BatchQueue.Admission.TAKEN) {
      throw HttpFailure.unavailable(
          "The batch scheduling queue to which this task was submitted is full; try again");
    }
    return task.result;
  }

  /** Requests that no thread computes yet. */
  int waiting() {
    return queue.waiting();
  }

  private void compute(Key key, List<Task> tasks) {
    long begin = System.nanoTime();
    try {
      List<NamedTensors> inputs = tasks.stream().map(task -> task.request.inputs()).toList();
      List<NamedTensors> results = key.model.run(key.signature, inputs);
      // First, so that who has an answer finds it counted.
      observer.computed(rows(tasks), System.nanoTime() - begin);
      for (int i = 0; i < results.size(); i++) {
        tasks.get(i).result.complete(results.get(i));
      }
    } catch (RuntimeException | Error e) {
      // An error as well: its requests would wait for ever.
      fail(key, tasks, e);
    }
  }

  private static int rows(List<Task> tasks) {
    return tasks.stream().mapToInt(task -> task.request.rows()).sum();
  }

  private void fail(Key key, List<Task> tasks, Throwable thrown) {
    if (tasks.size() > 1) {
      tasks.forEach(task -> compute(key, List.of(task)));
      return;
    }
    tasks.get(0).result.completeExceptionally(failure(thrown));
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
    queue.close();
    try {
      queue.awaitEnd(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
