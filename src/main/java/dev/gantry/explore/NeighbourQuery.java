package dev.gantry.explore;

import dev.gantry.data.ImageDimensions;
import dev.gantry.error.Check;

/**
 * Whose neighbours are shown.
 *
 * @param seed of the first generated image; the next one's is one more
 * @param count generated images, 1 to 1000
 * @param nearest training images for each, 1 to 32
 */
public record NeighbourQuery(long seed, int count, int nearest) {
  private static final int MOST = 1000;
  private static final int MOST_NEAREST = 32;

  /** Checks every component. */
  public NeighbourQuery {
    Check.range("count", count, 1, MOST);
    Check.range("nearest", nearest, 1, MOST_NEAREST);
  }

  /**
   * Refuses more than can be shown, before it is searched for.
   *
   * @throws dev.gantry.error.UserException if the picture of all rows would be too large
   */
  public void requireDrawable(ImageDimensions shape) {
    ImageBatch.requireDrawable(shape, count * columns(), columns());
  }

  /** The generated image, a gap, and the training images. */
  int columns() {
    return nearest + 2;
  }
}
