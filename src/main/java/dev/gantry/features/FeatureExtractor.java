package dev.gantry.features;

import dev.gantry.data.ImageDimensions;

/**
 * A frozen network that turns images into features and the probabilities of its classes. Each image
 * is seen by itself: but for rounding, its row does not depend on the batch.
 *
 * <p>Not thread-safe; a call uses every core.
 */
public interface FeatureExtractor extends AutoCloseable {
  /** What reports say of it. */
  ExtractorInfo info();

  /**
   * Extracts.
   *
   * @param levels [count, height, width, channels] in row-major order, 0 black to 255 white: reals
   *     and fakes alike are compared as 8-bit images
   * @param count of images, at least 1
   * @param shape of an image, one that {@link #check} took
   */
  Extraction extract(byte[] levels, int count, ImageDimensions shape);

  /**
   * Checks that it takes images of this shape.
   *
   * @throws dev.gantry.error.UserException if it does not, with what it takes
   */
  void check(ImageDimensions shape);

  @Override
  void close();
}
