package dev.gantry.explore;

import dev.gantry.data.ImageDimensions;
import dev.gantry.features.Extraction;
import dev.gantry.features.ExtractorInfo;
import dev.gantry.features.FeatureExtractor;
import dev.gantry.metrics.FeatureRows;

/** Sees in an image one number: the sum of its levels. */
final class BrightnessExtractor implements FeatureExtractor {
  @Override
  public ExtractorInfo info() {
    return new ExtractorInfo("brightness", "0".repeat(64), "none", 1, 1, false);
  }

  @Override
  public Extraction extract(byte[] levels, int count, ImageDimensions shape) {
    float[] sums = new float[count];
    float[] certain = new float[count];
    for (int i = 0; i < levels.length; i++) {
      sums[i / shape.bytes()] += levels[i] & 0xff;
      certain[i / shape.bytes()] = 1;
    }
    return new Extraction(new FeatureRows(count, 1, sums), new FeatureRows(count, 1, certain));
  }

  @Override
  public void check(ImageDimensions shape) {}

  @Override
  public void close() {}
}
