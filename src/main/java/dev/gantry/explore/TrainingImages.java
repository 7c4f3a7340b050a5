package dev.gantry.explore;

import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import dev.gantry.data.SourceImages;
import java.util.Optional;

/**
 * Images that a model was trained on.
 *
 * @param name how reports call them
 * @param source the images, and how their source calls each
 * @param heldOut images of the same kind that it was not trained on; empty where there are none
 */
public record TrainingImages(String name, SourceImages source, Optional<ImageSet> heldOut) {
  private static final int MOST_HELD_OUT = 2000;
  private static final int MOST_HELD_OUT_BYTES = 1 << 26;

  /** How many held-out images tell what is usual, and fit into memory as numbers too. */
  public static int heldOutCount(ImageDimensions shape) {
    return Math.max(1, Math.min(MOST_HELD_OUT, MOST_HELD_OUT_BYTES / shape.bytes()));
  }

  ImageSet images() {
    return source.images();
  }
}
