package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TUint8;

/**
 * Two tensors in turn: while TensorFlow reads one, a thread fills the other with the next
 * iteration's images.
 */
final class StreamedFeed extends ImageFeed {
  private final TrainingSession session;
  private final ImageSet images;
  private final TUint8[] ring = new TUint8[2];
  private final ByteBuffer one;
  private final ExecutorService ahead =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "gantry-image-feed");
            thread.setDaemon(true);
            return thread;
          });
  private CompletableFuture<Void> filling = CompletableFuture.completedFuture(null);
  private long filled = -1;

  StreamedFeed(TrainingSession session, ImageSet images, RunConfig config) {
    super(config, images, session.replica());
    this.session = session;
    this.images = images;
    this.one = ByteBuffer.allocate(images.imageBytes());
    Shape shape =
        Shape.of(
            session.replica().part(config).training().imagesPerStep(),
            images.height(),
            images.width(),
            images.channels());
    for (int i = 0; i < ring.length; i++) {
      ring[i] = TUint8.tensorOf(shape);
    }
  }

  @Override
  StepResult step(TrainingSession.StepSettings settings) {
    long number = settings.number();
    if (filled != number) {
      fillAhead(number);
    }
    await();
    TUint8 reals = slot(number);
    fillAhead(number + 1);
    return session.step(settings, reals, labels(indices(number)));
  }

  private TUint8 slot(long number) {
    return ring[(int) (number % ring.length)];
  }

  private void fillAhead(long number) {
    await();
    filled = number;
    filling = CompletableFuture.runAsync(() -> fill(slot(number), indices(number)), ahead);
  }

  private void fill(TUint8 target, int[] indices) {
    ByteDataBuffer bytes = target.asRawTensor().data();
    for (int i = 0; i < indices.length; i++) {
      images.copy(indices[i], one.clear());
      DataBuffers.of(one.array()).copyTo(bytes.offset((long) i * one.capacity()), one.capacity());
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
  public void close() {
    ahead.shutdown();
    // Only its end matters: a failure was thrown by the step that needed these images, and the same
    // one thrown again would be refused as its own suppressed exception.
    filling.exceptionally(failure -> null).join();
    for (TUint8 tensor : ring) {
      tensor.close();
    }
  }
}
