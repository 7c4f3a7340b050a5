package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageReader;
import dev.gantry.data.ImageSet;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * Times whole iterations on real images that are streamed, and reading them alone.
 *
 * @param millisPerStep mean over the timed iterations
 * @param imagesPerSecond real images a second at that mean
 * @param waitShare share of the timed iterations in which TensorFlow waited for images, 0 to 1
 * @param readPerSecond images a second that one thread reads where nobody trains
 */
public record FeedBenchmark(
    double millisPerStep, double imagesPerSecond, double waitShare, double readPerSecond) {
  private static final long READ_NANOS = 2_000_000_000L;

  /**
   * Trains on a set for some iterations; sets in memory are streamed as well.
   *
   * @param steps timed iterations, at least 1
   * @param progress hears of each iteration done
   * @throws dev.gantry.error.UserException if the images are damaged
   */
  public static FeedBenchmark run(
      RunConfig config, ImageSet images, int steps, LongConsumer progress) {
    MemoryNeed.check(config);
    TrainingDevice device = TrainingDevice.choose(config.training());
    try (TrainingGraph graph = TrainingGraph.fed(config);
        TrainingSession session = new TrainingSession(graph, config, device);
        ImageFeed feed = ImageFeed.of(session, images, config, false)) {
      session.initialize();
      long first = config.pretrainSteps();
      long done = 0;
      while (done < Benchmark.WARM_UP) {
        done += call(feed, first + done, Benchmark.WARM_UP - done);
        progress.accept(done);
      }
      long waited = feed.waitedNanos();
      long start = System.nanoTime();
      long all = Benchmark.WARM_UP + (long) steps;
      while (done < all) {
        done += call(feed, first + done, all - done);
        progress.accept(done);
      }
      double nanos = System.nanoTime() - start;
      return new FeedBenchmark(
          nanos / steps / 1e6,
          config.training().imagesPerStep() * (double) steps / (nanos / 1e9),
          (feed.waitedNanos() - waited) / nanos,
          readPerSecond(config, images));
    }
  }

  /** Runs as many iterations as one call may, and no more than are left; returns how many. */
  private static long call(ImageFeed feed, long number, long left) {
    long count = Math.min(left, feed.atOnce(number));
    feed.steps(
        LongStream.range(number, number + count)
            .mapToObj(each -> new TrainingSession.StepSettings(each, 2e-4, 2e-4, 0.999))
            .toList());
    return count;
  }

  private static double readPerSecond(RunConfig config, ImageSet images) {
    long start = System.nanoTime();
    Reading reading = new Reading(images, config.seed(), config.training().imagesPerStep());
    while (System.nanoTime() - start < READ_NANOS) {
      reading.batch();
    }
    return reading.done() / ((System.nanoTime() - start) / 1e9);
  }

  /**
   * Reads every image once, in the order of training.
   *
   * @param batch images of an iteration
   * @param progress hears of images read
   */
  public static void readEpoch(ImageSet images, int batch, LongConsumer progress) {
    Reading reading = new Reading(images, 0, batch);
    while (reading.done() < images.count()) {
      reading.batch();
      progress.accept(Math.min(reading.done(), images.count()));
    }
  }

  /** Batches one after another. */
  private static final class Reading {
    private final ImageOrder order;
    private final ImageReader reader;
    private final ByteBuffer pixels;
    private final int[] labels;
    private long step;

    Reading(ImageSet images, long seed, int batch) {
      order = ImageOrder.of(seed, images, batch);
      reader = images.reader();
      pixels = ByteBuffer.allocate(Math.multiplyExact(batch, images.imageBytes()));
      labels = new int[batch];
    }

    void batch() {
      reader.read(order.indices(step), pixels.clear(), labels);
      reader.expect(order.expected(step));
      step++;
    }

    long done() {
      return step * labels.length;
    }
  }
}
