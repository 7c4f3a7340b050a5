package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;
import dev.gantry.nn.BatchShare;
import java.util.Arrays;

/**
 * Brings each iteration its real images: from the device's memory where they fit, else copied ahead
 * by a thread of its own.
 */
abstract class ImageFeed implements AutoCloseable {
  /** Sets up to this many bytes are kept on the device. */
  static final long RESIDENT_LIMIT = 2L << 30;

  private final BatchOrder order;
  private final ImageSet images;
  private final BatchShare share;

  ImageFeed(RunConfig config, ImageSet images, Replica replica) {
    this.images = images;
    this.share = replica.share(config);
    order = new BatchOrder(config.seed(), images.count(), config.training().imagesPerStep());
  }

  static boolean fitsOnDevice(ImageSet images) {
    return (long) images.count() * images.imageBytes() <= RESIDENT_LIMIT;
  }

  static ImageFeed of(
      TrainingSession session, ImageSet images, RunConfig config, boolean resident) {
    return resident
        ? new ResidentFeed(session, images, config)
        : new StreamedFeed(session, images, config);
  }

  /** Runs one iteration. */
  abstract StepResult step(TrainingSession.StepSettings settings);

  /** Which images an iteration sees here. */
  final int[] indices(long step) {
    return share.own(order.indices(step));
  }

  /** Their labels. */
  final int[] labels(int[] indices) {
    return Arrays.stream(indices).map(images::label).toArray();
  }

  @Override
  public abstract void close();
}
