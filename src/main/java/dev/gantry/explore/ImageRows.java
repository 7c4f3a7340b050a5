package dev.gantry.explore;

import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import dev.gantry.features.FeatureExtractor;
import dev.gantry.metrics.FeatureRows;
import java.nio.ByteBuffer;

/**
 * Some images as numbers whose Euclidean distance is measured.
 *
 * @param pixels a row an image, levels from 0 to 255
 * @param features what an extractor sees in the same images
 */
record ImageRows(FeatureRows pixels, FeatureRows features) {
  /** All images of a set, which is small. */
  static ImageRows of(ImageSet images, FeatureExtractor extractor) {
    return of(images, 0, images.count(), extractor);
  }

  /** The images from {@code first} on, {@code count} of them. */
  static ImageRows of(ImageSet images, int first, int count, FeatureExtractor extractor) {
    byte[] levels = levels(images, first, count);
    float[] pixels = new float[levels.length];
    for (int i = 0; i < levels.length; i++) {
      pixels[i] = levels[i] & 0xff;
    }
    ImageDimensions shape = new ImageDimensions(images.height(), images.width(), images.channels());
    return new ImageRows(
        new FeatureRows(count, shape.bytes(), pixels),
        extractor.extract(levels, count, shape).features());
  }

  private static byte[] levels(ImageSet images, int first, int count) {
    ByteBuffer levels = ByteBuffer.allocate(Math.multiplyExact(count, images.imageBytes()));
    for (int i = 0; i < count; i++) {
      images.copy(first + i, levels.position(i * images.imageBytes()));
    }
    return levels.array();
  }
}
