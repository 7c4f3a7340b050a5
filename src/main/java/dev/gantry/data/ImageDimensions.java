package dev.gantry.data;

import dev.gantry.error.Check;

/**
 * Height, width and channels of every image of a set.
 *
 * @param height in pixels, at least 1
 * @param width in pixels, at least 1
 * @param channels 1 (grey) or 3 (red, green, blue)
 */
public record ImageDimensions(int height, int width, int channels) {
  /** Checks every component. */
  public ImageDimensions {
    Check.range("height", height, 1, 16_384);
    Check.range("width", width, 1, 16_384);
    Check.that(channels == 1 || channels == 3, "channels is " + channels + "; it must be 1 or 3");
  }

  /** Width by height, and what the pixels are, as messages say it. */
  @Override
  public String toString() {
    return "%d×%d×%d".formatted(width, height, channels);
  }

  /** Bytes of one image. */
  public int bytes() {
    return height * width * channels;
  }

  static ImageDimensions of(DataConfig config) {
    return new ImageDimensions(config.size(), config.size(), config.channels());
  }
}
