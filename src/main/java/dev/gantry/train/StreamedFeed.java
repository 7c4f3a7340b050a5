package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageReader;
import dev.gantry.data.ImageSet;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TUint8;

/**
 * Two tensors in turn: while TensorFlow reads one, a thread fills the other with the images of the
 * iterations that follow. Both hold those of as many as one call runs at most.
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
  private final int perCall;
  private final int perStep;
  private int reading;
  private long read = -1;
  private long filled = -1;
  private long waitedNanos;
  private long firstNanos;

  /**
   * The images of some iterations.
   *
   * @param images uint8 [iterations, d-steps · batch, size, size, channels], without the first
   *     dimension where a call runs one
   * @param labels one an image
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Filled(TUint8 images, int[] labels) {}

  StreamedFeed(TrainingSession session, ImageSet images, RunConfig config) {
    super(config, images, session.replica());
    this.session = session;
    this.reader = images.reader();
    this.perCall = session.iterationsPerCall();
    this.perStep = session.replica().part(config).training().imagesPerStep();
    this.pixels = ByteBuffer.allocate(Math.multiplyExact(perStep, images.imageBytes()));
    Shape one = Shape.of(perStep, images.height(), images.width(), images.channels());
    Shape shape = perCall > 1 ? one.prepend(perCall) : one;
    for (int i = 0; i < ring.length; i++) {
      ring[i] = new Filled(TUint8.tensorOf(shape), new int[perCall * perStep]);
    }
  }

  /** No more than are read. */
  @Override
  int atOnce(long number) {
    int ready = isRead(number) ? (int) (read + perCall - number) : perCall;
    return Math.min(session.atOnce(number), ready);
  }

  @Override
  List<StepResult> steps(List<TrainingSession.StepSettings> settings) {
    long number = settings.get(0).number();
    if (!isRead(number)) {
      turn(number);
    }
    Filled reals = ring[reading];
    return session.steps(settings, (int) (number - read), reals.images(), reals.labels());
  }

  /** Whether the images of an iteration are in the tensor that TensorFlow reads. */
  private boolean isRead(long number) {
    return read >= 0 && number >= read && number < read + perCall;
  }

  /** Waits for the images from an iteration on, and has the next read. */
  private void turn(long number) {
    if (filled != number) {
      fillAhead(number);
    }
    long start = System.nanoTime();
    if (firstNanos == 0) {
      firstNanos = start;
    }
    await();
    waitedNanos += System.nanoTime() - start;
    reading = 1 - reading;
    read = number;
    fillAhead(number + perCall);
  }

  private void fillAhead(long number) {
    await();
    filled = number;
    Filled other = ring[1 - reading];
    filling = CompletableFuture.runAsync(() -> fill(other, number), ahead);
  }

  /** Order and reader belong to this thread: neither is thread-safe. */
  private void fill(Filled target, long number) {
    ByteDataBuffer images = target.images().asRawTensor().data();
    int[] labels = new int[perStep];
    for (int i = 0; i < perCall; i++) {
      reader.read(order().indices(number + i), pixels.clear(), labels);
      System.arraycopy(labels, 0, target.labels(), i * perStep, perStep);
      DataBuffers.of(pixels.array())
          .copyTo(images.offset((long) i * pixels.capacity()), pixels.capacity());
      reader.expect(order().expected(number + i));
    }
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
