package dev.gantry.data;

import dev.gantry.error.RunException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Decodes the images of a source on all cores. Good for one source. */
final class ParallelDecoder implements AutoCloseable {
  /** Larger files are decoded one at a time, so that memory does not grow with the cores. */
  private static final long LARGE_FILE_BYTES = 8L << 20;

  private final ImageSource source;
  private final int[] indices;
  private final Sink sink;
  private final LoadProgress progress;

  private final ImageDecoder decoder = ImageDecoder.standard();
  private final int threads = Runtime.getRuntime().availableProcessors();
  private final Semaphore inFlight = new Semaphore(4 * threads);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final List<UnreadableImage> unreadable = new ArrayList<>();
  private final BitSet visited = new BitSet();
  private int done;

  /** Takes decoded pictures, on many threads at once. */
  interface Sink {
    /**
     * Takes one.
     *
     * @param place in the indices that were asked for
     */
    void accept(int place, Picture picture);
  }

  private ParallelDecoder(ImageSource source, int[] indices, Sink sink, LoadProgress progress) {
    this.source = source;
    this.indices = indices;
    this.sink = sink;
    this.progress = progress;
  }

  /**
   * Gives the first {@code limit} images to {@code sink} and returns, sorted by index, those that
   * cannot be read.
   *
   * @throws RunException if the thread is interrupted
   */
  static List<UnreadableImage> decode(
      ImageSource source, int limit, Sink sink, LoadProgress progress) {
    return decode(source, IntStream.range(0, limit).toArray(), sink, progress);
  }

  /** The same with the images of these indices. */
  static List<UnreadableImage> decode(
      ImageSource source, int[] indices, Sink sink, LoadProgress progress) {
    try (var decoding = new ParallelDecoder(source, indices, sink, progress)) {
      return decoding.run();
    }
  }

  /** Workers that an interruption left behind may still decode: the decoder waits for them. */
  @Override
  public void close() {
    decoder.close();
  }

  private List<UnreadableImage> run() {
    ExecutorService pool = Executors.newFixedThreadPool(threads, new DecoderThreads());
    try {
      source.visit(indices, (place, bytes, reader) -> submit(pool, place, bytes, reader));
      pool.shutdown();
      while (!pool.awaitTermination(1, TimeUnit.HOURS)) {}
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunException(
          "loading %s was interrupted; start again to go on".formatted(source.description()), e);
    } finally {
      pool.shutdownNow();
    }
    rethrow();
    for (int i = visited.nextClearBit(0); i < indices.length; i = visited.nextClearBit(i + 1)) {
      unreadable.add(unreadable(i, "it is no longer there"));
    }
    unreadable.sort(Comparator.comparingInt(UnreadableImage::index));
    return List.copyOf(unreadable);
  }

  private UnreadableImage unreadable(int place, String reason) {
    return new UnreadableImage(indices[place], source.name(indices[place]), reason);
  }

  private void submit(ExecutorService pool, int place, long bytes, ImageSource.Reader reader)
      throws InterruptedException {
    rethrow();
    visited.set(place);
    if (bytes > LARGE_FILE_BYTES) {
      work(place, reader);
      return;
    }
    inFlight.acquire();
    pool.execute(
        () -> {
          try {
            work(place, reader);
          } finally {
            inFlight.release();
          }
        });
  }

  private void work(int place, ImageSource.Reader reader) {
    try {
      sink.accept(place, reader.read(decoder));
      finish(null);
    } catch (IOException e) {
      finish(unreadable(place, Unreadable.oneLine(e)));
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  private synchronized void finish(@Nullable UnreadableImage image) {
    if (image != null) {
      unreadable.add(image);
    }
    progress.update(++done, indices.length);
  }

  private void rethrow() {
    Throwable thrown = failure.get();
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
  }

  /** Names the threads, and lets the JVM end without them. */
  private static final class DecoderThreads implements ThreadFactory {
    private final AtomicInteger number = new AtomicInteger();

    @Override
    public Thread newThread(Runnable work) {
      var thread = new Thread(work, "gantry-decoder-" + number.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    }
  }
}
