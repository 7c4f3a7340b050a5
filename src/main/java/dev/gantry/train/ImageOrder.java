package dev.gantry.train;

import dev.gantry.data.ImageSet;
import dev.gantry.nn.BatchShare;

/**
 * Which images each iteration sees: in every epoch each image once, in an order that is a pure
 * function of (run seed, epoch), so that a resumed run goes on where it was, and each of several
 * workers finds its part by position. A batch may reach into the next epoch; no image is left out.
 * Not thread-safe.
 */
interface ImageOrder {
  /** Indices of the images of an iteration, from 0 on. */
  int[] indices(long step);

  /** One image of each neighbourhood that should be read by the end of this iteration. */
  default int[] expected(long step) {
    return new int[0];
  }

  /** What one of several workers sees, who share every batch. */
  default ImageOrder part(BatchShare share) {
    ImageOrder whole = this;
    return new ImageOrder() {
      @Override
      public int[] indices(long step) {
        return share.own(whole.indices(step));
      }

      @Override
      public int[] expected(long step) {
        return whole.expected(step);
      }
    };
  }

  /**
   * The order that suits where the images are.
   *
   * @param batch images of one iteration
   */
  static ImageOrder of(long seed, ImageSet images, int batch) {
    return images
        .window()
        .<ImageOrder>map(window -> new WindowOrder(seed, images.count(), batch, window))
        .orElseGet(() -> new BatchOrder(seed, images.count(), batch));
  }
}
