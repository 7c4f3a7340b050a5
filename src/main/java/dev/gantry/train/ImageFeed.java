package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;
import java.util.List;

/**
 * Brings each iteration its real images: from the device's memory where they fit, else copied ahead
 * by a thread of its own.
 */
abstract class ImageFeed implements AutoCloseable {
  /** Sets up to this many bytes are kept on the device. */
  static final long RESIDENT_LIMIT = 2L << 30;

  private final ImageOrder order;

  ImageFeed(RunConfig config, ImageSet images, Replica replica) {
    order =
        ImageOrder.of(config.seed(), images, config.training().imagesPerStep())
            .part(replica.share(config));
  }

  /** Whether the images are in memory already, and few enough. */
  static boolean fitsOnDevice(ImageSet images) {
    return images.window().isEmpty()
        && (long) images.count() * images.imageBytes() <= RESIDENT_LIMIT;
  }

  static ImageFeed of(
      TrainingSession session, ImageSet images, RunConfig config, boolean resident) {
    return resident
        ? new ResidentFeed(session, images, config)
        : new StreamedFeed(session, images, config);
  }

  /** How many iterations one call may run from this one on. */
  abstract int atOnce(long number);

  /**
   * Runs some iterations.
   *
   * @param settings one an iteration, of numbers that follow one another; no more than {@link
   *     #atOnce}
   */
  abstract List<StepResult> steps(List<TrainingSession.StepSettings> settings);

  /** Runs one iteration. */
  final StepResult step(TrainingSession.StepSettings settings) {
    return steps(List.of(settings)).get(0);
  }

  /** Which images each iteration sees here. */
  final ImageOrder order() {
    return order;
  }

  /** Time that iterations have waited for images so far. */
  long waitedNanos() {
    return 0;
  }

  @Override
  public abstract void close();
}
