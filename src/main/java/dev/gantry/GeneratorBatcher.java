package dev.gantry;

import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Many callers, one model: what they ask for at about the same time is made together, which takes
 * less time than one after the other. Each waits at most {@link Options#maxDelay} for others to
 * come along, and not at all while a batch is full.
 *
 * <p>Thread-safe. One thread of its own runs the model; futures are completed on the common pool,
 * so that what callers do with a picture holds up no other. The generator stays the caller's: close
 * the batcher first, then the generator.
 */
public final class GeneratorBatcher implements AutoCloseable {
  private final Generator generator;
  private final Options options;
  private final BlockingQueue<Pending> queue;
  private final Thread worker;

  /** Callers read, closing writes: none comes in once it is closed. */
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  private volatile boolean closed;

  /**
   * How requests are gathered.
   *
   * @param maxBatch pictures made at a time, 1 to 1024
   * @param maxDelay how long the first of a batch waits for others; from 0 to a minute
   * @param maxQueue pictures that wait, at least 1; more are refused
   */
  public record Options(int maxBatch, Duration maxDelay, int maxQueue) {
    /** Checks every component; throws an {@link IllegalArgumentException}. */
    public Options {
      if (maxBatch < 1 || maxBatch > 1024) {
        throw new IllegalArgumentException(
            "maxBatch is %d; it must be from 1 to 1024".formatted(maxBatch));
      }
      if (maxDelay.isNegative() || maxDelay.compareTo(Duration.ofMinutes(1)) > 0) {
        throw new IllegalArgumentException(
            "maxDelay is %s; it must be from 0 to a minute".formatted(maxDelay));
      }
      if (maxQueue < 1) {
        throw new IllegalArgumentException(
            "maxQueue is %d; it must be at least 1".formatted(maxQueue));
      }
    }

    /** Up to 32 pictures at a time, after 2 milliseconds at most; 1,024 wait. */
    public static Options defaults() {
      return new Options(32, Duration.ofMillis(2), 1024);
    }
  }

  /** A picture that is waited for. */
  private record Pending(
      float[] latent, int label, CompletableFuture<BufferedImage> future, long arrived) {}

  private GeneratorBatcher(Generator generator, Options options) {
    this.generator = generator;
    this.options = options;
    this.queue = new ArrayBlockingQueue<>(options.maxQueue());
    this.worker = new Thread(this::work, "gantry-batcher");
    worker.setDaemon(true);
  }

  /** A batcher of a generator. */
  public static GeneratorBatcher of(Generator generator, Options options) {
    GeneratorBatcher batcher = new GeneratorBatcher(generator, options);
    batcher.worker.start();
    return batcher;
  }

  /**
   * The picture of a seed, as {@link Generator#generate(long)} makes it but for the last bit. The
   * future fails with {@link RejectedExecutionException} where too many wait already; one that is
   * cancelled before it is made is left out.
   *
   * @throws IllegalStateException if this is closed
   */
  public CompletableFuture<BufferedImage> generate(long seed) {
    return enter(generator.latent(seed), generator.labelInTurn(seed));
  }

  /**
   * The picture of a seed, of a class.
   *
   * @param label of the class: its index in {@link Generator#labels}
   * @throws IllegalArgumentException if the model has no such class or none at all
   * @throws IllegalStateException if this is closed
   * @see #generate(long)
   */
  public CompletableFuture<BufferedImage> generate(long seed, int label) {
    return decode(generator.latent(seed), label);
  }

  /**
   * The picture of a latent; of the first class, where the model has classes.
   *
   * @param latent [latent size], finite
   * @throws IllegalArgumentException if the latent is of another length or not finite
   * @throws IllegalStateException if this is closed
   * @see #generate(long)
   */
  public CompletableFuture<BufferedImage> decode(float[] latent) {
    generator.check(latent, -1);
    return enter(latent.clone(), 0);
  }

  /**
   * The picture of a latent, of a class.
   *
   * @param latent [latent size], finite
   * @param label of the class: its index in {@link Generator#labels}
   * @throws IllegalArgumentException if the latent is of another length or not finite, or the model
   *     has no such class or none at all
   * @throws IllegalStateException if this is closed
   * @see #generate(long)
   */
  public CompletableFuture<BufferedImage> decode(float[] latent, int label) {
    if (label < 0) {
      throw new IllegalArgumentException("label is %d; it must not be below 0".formatted(label));
    }
    generator.check(latent, label);
    return enter(latent.clone(), label);
  }

  /** Pictures that wait now. */
  public int waiting() {
    return queue.size();
  }

  private CompletableFuture<BufferedImage> enter(float[] latent, int label) {
    CompletableFuture<BufferedImage> future = new CompletableFuture<>();
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("this batcher is closed");
      }
      Pending pending = new Pending(latent, label, future, System.nanoTime());
      if (!queue.offer(pending)) {
        return CompletableFuture.failedFuture(
            new RejectedExecutionException(
                "%d pictures wait already; ask again later".formatted(options.maxQueue())));
      }
      return future;
    } finally {
      lock.readLock().unlock();
    }
  }

  private void work() {
    while (true) {
      List<Pending> batch = gather();
      if (batch.isEmpty()) {
        return;
      }
      make(batch.stream().filter(pending -> !pending.future().isDone()).toList());
    }
  }

  /** The next batch; empty once this is closed and nothing waits. */
  private List<Pending> gather() {
    List<Pending> batch = new ArrayList<>();
    @Nullable Pending first = first();
    if (first == null) {
      return batch;
    }
    batch.add(first);
    while (batch.size() < options.maxBatch()) {
      queue.drainTo(batch, options.maxBatch() - batch.size());
      Duration left = options.maxDelay().minusNanos(System.nanoTime() - first.arrived());
      if (batch.size() == options.maxBatch() || left.isNegative() || left.isZero()) {
        break;
      }
      @Nullable Pending another = next(left);
      if (another == null) {
        break;
      }
      batch.add(another);
    }
    return batch;
  }

  /** Waits for the first of a batch; none once this is closed and nothing waits. */
  private @Nullable Pending first() {
    while (!closed) {
      @Nullable Pending first = next(Duration.ofMinutes(1));
      if (first != null) {
        return first;
      }
    }
    return queue.poll();
  }

  /** Waits for the next, but no longer where this is closed. */
  private @Nullable Pending next(Duration patience) {
    try {
      return closed ? queue.poll() : queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // Closing wakes the thread up so; what is left is still made.
      return queue.poll();
    }
  }

  private void make(List<Pending> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      List<BufferedImage> pictures =
          generator.decodeChecked(
              batch.stream().map(Pending::latent).toArray(float[][]::new),
              batch.stream().mapToInt(Pending::label).toArray());
      for (int i = 0; i < batch.size(); i++) {
        BufferedImage picture = pictures.get(i);
        batch.get(i).future().completeAsync(() -> picture);
      }
    } catch (RuntimeException | Error e) {
      batch.forEach(pending -> pending.future().completeExceptionally(e));
    }
  }

  /**
   * Refuses further calls and waits until all that was asked for is made. Closing again is fine.
   */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closed = true;
    } finally {
      lock.writeLock().unlock();
    }
    worker.interrupt();
    boolean interrupted = false;
    while (worker.isAlive()) {
      try {
        worker.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
