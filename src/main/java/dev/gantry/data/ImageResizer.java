package dev.gantry.data;

import dev.gantry.data.DataConfig.Resize;
import dev.gantry.error.Check;

/** Resizes one image whose values are floats. Stateless, so thread-safe. */
public final class ImageResizer {
  private ImageResizer() {}

  /**
   * Resizes.
   *
   * @param image [height, width, channels], row by row, in any range
   * @param from its size
   * @param to the size of the result, with as many channels
   * @return neither rounded nor clamped: bicubic may go a little beyond the range
   */
  public static float[] resize(
      float[] image, ImageDimensions from, ImageDimensions to, Resize filter) {
    Check.that(
        image.length == from.bytes() && from.channels() == to.channels(),
        "%d values do not go from %s to %s".formatted(image.length, from, to));
    Resampling across = Resampling.of(from.width(), to.width(), filter);
    Resampling down = Resampling.of(from.height(), to.height(), filter);
    float[] rows = new float[from.height() * to.width() * from.channels()]; // [from, to, channels]
    for (int y = 0; y < from.height(); y++) {
      resample(image, y * from.width() * from.channels(), across, from.channels(), rows, y);
    }
    // A column is a row whose pixels have all the channels of an image's row.
    float[] resized = new float[to.bytes()];
    resample(rows, 0, down, to.width() * to.channels(), resized, 0);
    return resized;
  }

  /** One row of pixels of so many values each. */
  private static void resample(
      float[] source, int start, Resampling resampling, int values, float[] target, int row) {
    int at = row * resampling.to * values;
    for (int i = 0; i < resampling.to; i++) {
      float[] weights = resampling.weights[i];
      int first = start + resampling.first[i] * values;
      for (int k = 0; k < weights.length; k++) {
        for (int v = 0; v < values; v++) {
          target[at + v] += weights[k] * source[first + k * values + v];
        }
      }
      at += values;
    }
  }
}
