package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageReader;
import dev.gantry.data.ImageSet;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TUint8;

/**
 * Two tensors in turn: while TensorFlow reads one, a thread fills the other with the next
 * iteration's images.
 */
final class StreamedFeed extends ImageFeed {
  private static final Logger LOGGER = LoggerFactory.getLogger(StreamedFeed.class);

  private final TrainingSession session;
  private final ImageReader reader;
  private final Filled[] ring = new Filled[2];
  private final ByteBuffer pixels;
  private final ExecutorService ahead =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "gantry-image-feed");
            thread.setDaemon(true);
            return thread;
          });
  private CompletableFuture<Void> filling = CompletableFuture.completedFuture(null);
  private long filled = -1;
  private long waitedNanos;
  private long firstNanos;

  /**
   * The images of an iteration.
   *
   * @param images uint8 [d-steps · batch, size, size, channels]
   * @param labels one an image
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Filled(TUint8 images, int[] labels) {}

  StreamedFeed(TrainingSession session, ImageSet images, RunConfig config) {
    super(config, images, session.replica());
    this.session = session;
    this.reader = images.reader();
    int count = session.replica().part(config).training().imagesPerStep();
    this.pixels = ByteBuffer.allocate(Math.multiplyExact(count, images.imageBytes()));
    Shape shape = Shape.of(count, images.height(), images.width(), images.channels());
    for (int i = 0; i < ring.length; i++) {
      ring[i] = new Filled(TUint8.tensorOf(shape), new int[count]);
    }
  }

  @Override
  StepResult step(TrainingSession.StepSettings settings) {
    long number = settings.number();
    if (filled != number) {
      fillAhead(number);
    }
    long start = System.nanoTime();
    if (firstNanos == 0) {
      firstNanos = start;
    }
    await();
    waitedNanos += System.nanoTime() - start;
    Filled reals = slot(number);
    fillAhead(number + 1);
    return session.step(settings, reals.images(), reals.labels());
  }

  private Filled slot(long number) {
    return ring[(int) (number % ring.length)];
  }

  private void fillAhead(long number) {
    await();
    filled = number;
    filling = CompletableFuture.runAsync(() -> fill(slot(number), number), ahead);
  }

  /** Order and reader belong to this thread: neither is thread-safe. */
  private void fill(Filled target, long number) {
    reader.read(order().indices(number), pixels.clear(), target.labels());
    DataBuffers.of(pixels.array()).copyTo(target.images().asRawTensor().data(), pixels.capacity());
    reader.expect(order().expected(number));
  }

  private void await() {
    try {
      filling.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  long waitedNanos() {
    return waitedNanos;
  }

  private void report() {
    if (firstNanos != 0) {
      double seconds = (System.nanoTime() - firstNanos) / 1e9;
      LOGGER.info(
          "waited {} s for images in {} s of training",
          String.format(Locale.ROOT, "%.2f", waitedNanos / 1e9),
          String.format(Locale.ROOT, "%.1f", seconds));
    }
  }

  @Override
  public void close() {
    report();
    ahead.shutdown();
    // Only its end matters: a failure was thrown by the step that needed these images, and the same
    // one thrown again would be refused as its own suppressed exception.
    filling.exceptionally(failure -> null).join();
    for (Filled each : ring) {
      each.images().close();
    }
  }
}
