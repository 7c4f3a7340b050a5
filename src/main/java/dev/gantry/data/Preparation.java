package dev.gantry.data;

import dev.gantry.data.DataConfig.Resize;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Brings pictures of any size to one shape: centre-crop, grey or RGB, resize. Thread-safe. */
final class Preparation {
  /** Sources of one size need one entry; pictures of all sizes must not fill the memory. */
  private static final int MAX_RESAMPLINGS = 256;

  private final ImageDimensions shape;
  private final Resize filter;
  private final Map<Integer, Resampling> resamplings = new ConcurrentHashMap<>();

  /**
   * @param shape of the result; square
   */
  Preparation(ImageDimensions shape, Resize filter) {
    if (shape.height() != shape.width()) {
      throw new IllegalArgumentException(shape + " is not square");
    }
    this.shape = shape;
    this.filter = filter;
  }

  /** Returns {@code shape.bytes()} samples; the picture's own array where nothing is to be done. */
  byte[] prepare(Picture picture) {
    Picture square = convert(crop(picture), shape.channels());
    if (square.width() == shape.width()) {
      return square.pixels();
    }
    if (resamplings.size() > MAX_RESAMPLINGS) {
      resamplings.clear();
    }
    return resize(
        square,
        resamplings.computeIfAbsent(
            square.width(), from -> Resampling.of(from, shape.width(), filter)));
  }

  private static Picture crop(Picture picture) {
    if (picture.height() == picture.width()) {
      return picture;
    }
    int side = Math.min(picture.height(), picture.width());
    int channels = picture.channels();
    int top = (picture.height() - side) / 2;
    int left = (picture.width() - side) / 2;
    byte[] pixels = new byte[side * side * channels];
    for (int y = 0; y < side; y++) {
      int from = ((top + y) * picture.width() + left) * channels;
      System.arraycopy(picture.pixels(), from, pixels, y * side * channels, side * channels);
    }
    return new Picture(side, side, channels, pixels);
  }

  private static Picture convert(Picture picture, int channels) {
    if (picture.channels() == channels) {
      return picture;
    }
    int count = picture.height() * picture.width();
    byte[] converted =
        channels == 1 ? luma(picture.pixels(), count) : repeated(picture.pixels(), count);
    return new Picture(picture.height(), picture.width(), channels, converted);
  }

  /** ITU-R BT.601 luma: 0.299 R + 0.587 G + 0.114 B, in 16-bit fixed point. */
  private static byte[] luma(byte[] rgb, int count) {
    byte[] grey = new byte[count];
    for (int i = 0; i < count; i++) {
      int red = rgb[3 * i] & 0xff;
      int green = rgb[3 * i + 1] & 0xff;
      int blue = rgb[3 * i + 2] & 0xff;
      grey[i] = (byte) ((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16);
    }
    return grey;
  }

  private static byte[] repeated(byte[] grey, int count) {
    byte[] rgb = new byte[count * 3];
    for (int i = 0; i < count; i++) {
      rgb[3 * i] = grey[i];
      rgb[3 * i + 1] = grey[i];
      rgb[3 * i + 2] = grey[i];
    }
    return rgb;
  }

  private static byte[] resize(Picture square, Resampling resampling) {
    int channels = square.channels();
    int rowSamples = resampling.to * channels;
    float[] rows = new float[square.height() * rowSamples]; // [from, to, channels]
    for (int y = 0; y < square.height(); y++) {
      resizeRow(square, y, resampling, rows);
    }
    byte[] pixels = new byte[resampling.to * rowSamples];
    float[] sums = new float[rowSamples];
    for (int y = 0; y < resampling.to; y++) {
      Arrays.fill(sums, 0);
      float[] weights = resampling.weights[y];
      for (int k = 0; k < weights.length; k++) {
        int row = (resampling.first[y] + k) * rowSamples;
        for (int x = 0; x < rowSamples; x++) {
          sums[x] += weights[k] * rows[row + x];
        }
      }
      for (int x = 0; x < rowSamples; x++) {
        pixels[y * rowSamples + x] = (byte) Math.max(0, Math.min(255, Math.round(sums[x])));
      }
    }
    return pixels;
  }

  private static void resizeRow(Picture square, int y, Resampling resampling, float[] rows) {
    int channels = square.channels();
    byte[] pixels = square.pixels();
    int row = y * square.width() * channels;
    int at = y * resampling.to * channels;
    for (int x = 0; x < resampling.to; x++) {
      float[] weights = resampling.weights[x];
      int first = row + resampling.first[x] * channels;
      for (int c = 0; c < channels; c++) {
        float sum = 0;
        for (int k = 0; k < weights.length; k++) {
          sum += weights[k] * (pixels[first + k * channels + c] & 0xff);
        }
        rows[at++] = sum;
      }
    }
  }
}
