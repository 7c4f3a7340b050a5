package dev.gantry.evaluate;

import dev.gantry.data.ImageDimensions;
import dev.gantry.features.Extraction;
import dev.gantry.features.ExtractorInfo;
import dev.gantry.features.FeatureExtractor;
import dev.gantry.metrics.FeatureRows;

/**
 * Sees the levels of grey pictures as they are; its class 1 is the more probable the brighter the
 * first pixel.
 */
final class PixelExtractor implements FeatureExtractor {
  private final int size;
  private final boolean inception;

  PixelExtractor(int size, boolean inception) {
    this.size = size;
    this.inception = inception;
  }

  @Override
  public ExtractorInfo info() {
    return new ExtractorInfo("pixels", "0".repeat(64), "none", size * size, 2, inception);
  }

  @Override
  public Extraction extract(byte[] levels, int count, ImageDimensions shape) {
    float[] features = new float[levels.length];
    for (int i = 0; i < levels.length; i++) {
      features[i] = levels[i] & 0xff;
    }
    float[] probabilities = new float[2 * count];
    for (int i = 0; i < count; i++) {
      probabilities[2 * i + 1] = features[i * size * size] / 255;
      probabilities[2 * i] = 1 - probabilities[2 * i + 1];
    }
    return new Extraction(
        new FeatureRows(count, size * size, features), new FeatureRows(count, 2, probabilities));
  }

  @Override
  public void check(ImageDimensions shape) {}

  @Override
  public void close() {}
}
