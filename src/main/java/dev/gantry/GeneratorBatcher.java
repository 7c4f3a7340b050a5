package dev.gantry;

import dev.gantry.batch.BatchOptions;
import dev.gantry.batch.BatchQueue;
import dev.gantry.error.Check;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * Many callers, one model: what they ask for at about the same time is made together, which takes
 * less time than one after the other. Each waits at most {@link Options#maxDelay} for others to
 * come along, and not at all while a batch is full.
 *
 * <p>Thread-safe. Threads of its own run the model; futures are completed on the common pool, so
 * that what callers do with a picture holds up no other. The generator stays the caller's: close
 * the batcher first, then the generator.
 */
public final class GeneratorBatcher implements AutoCloseable {
  private final Generator generator;
  private final Options options;

  /** All pictures of a model can be made together: they share one key. */
  private final BatchQueue<Generator, Pending> queue;

  /**
   * How requests are gathered.
   *
   * @param maxBatch pictures made at a time, 1 to 1024
   * @param maxDelay how long the first of a batch waits for others; from 0 to a minute
   * @param maxQueue pictures that wait, 1 to 1,048,576; more are refused
   * @param threads that make batches side by side, 1 to 256: while one turns what the model gave
   *     into pictures, another runs it
   */
  public record Options(int maxBatch, Duration maxDelay, int maxQueue, int threads) {
    /** Checks every component; throws an {@link IllegalArgumentException}. */
    public Options {
      Check.range("maxBatch", maxBatch, 1, 1024);
      Check.range("maxDelay in milliseconds", maxDelay.toNanos() / 1e6, 0, 60_000);
      Check.range("maxQueue", maxQueue, 1, 1 << 20);
      Check.range("threads", threads, 1, 256);
    }

    /**
     * Up to 32 pictures at a time, after 2 milliseconds at most; 1,024 wait; a thread for each
     * processor.
     */
    public static Options defaults() {
      return new Options(
          32,
          Duration.ofMillis(2),
          1024,
          Math.min(256, Runtime.getRuntime().availableProcessors()));
    }

    private BatchOptions queue() {
      return new BatchOptions(maxBatch, maxDelay, maxQueue, threads);
    }
  }

  /** A picture that is waited for. */
  private record Pending(float[] latent, int label, CompletableFuture<BufferedImage> future) {}

  private GeneratorBatcher(Generator generator, Options options) {
    this.generator = generator;
    this.options = options;
    this.queue =
        BatchQueue.start("gantry-batcher", options.queue(), (any, requests) -> make(requests));
  }

  /** A batcher of a generator; starts its threads. */
  public static GeneratorBatcher of(Generator generator, Options options) {
    return new GeneratorBatcher(generator, options);
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
    return queue.waiting();
  }

  private CompletableFuture<BufferedImage> enter(float[] latent, int label) {
    CompletableFuture<BufferedImage> future = new CompletableFuture<>();
    return switch (queue.offer(generator, new Pending(latent, label, future), 1)) {
      case TAKEN -> future;
      case FULL ->
          CompletableFuture.failedFuture(
              new RejectedExecutionException(
                  "%d pictures wait already; ask again later".formatted(options.maxQueue())));
      case CLOSED -> throw new IllegalStateException("this batcher is closed");
    };
  }

  private void make(List<Pending> requests) {
    List<Pending> batch = requests.stream().filter(pending -> !pending.future().isDone()).toList();
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
    queue.close();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = queue.awaitEnd(Duration.ofMinutes(1));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
