package dev.gantry.metrics;

import dev.gantry.data.ImageDimensions;

/**
 * One value for each pixel.
 *
 * @param height in pixels
 * @param width in pixels
 * @param values row by row; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
record Plane(int height, int width, double[] values) {
  /**
   * The luma of a picture: ITU-R BT.601's 0.299 R + 0.587 G + 0.114 B over the full range, or its
   * grey.
   *
   * @param picture [height, width, channels], black 0 and white 1; what is outside is clamped
   */
  static Plane luma(float[] picture, ImageDimensions shape) {
    double[] values = new double[shape.height() * shape.width()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          shape.channels() == 1
              ? unit(picture[i])
              : 0.299 * unit(picture[3 * i])
                  + 0.587 * unit(picture[3 * i + 1])
                  + 0.114 * unit(picture[3 * i + 2]);
    }
    return new Plane(shape.height(), shape.width(), values);
  }

  private static double unit(float value) {
    return Math.min(1, Math.max(0, value));
  }

  /** The same without so many pixels on each side. */
  Plane within(int border) {
    int rows = height - 2 * border;
    int columns = width - 2 * border;
    double[] inner = new double[rows * columns];
    for (int y = 0; y < rows; y++) {
      System.arraycopy(values, (y + border) * width + border, inner, y * columns, columns);
    }
    return new Plane(rows, columns, inner);
  }

  /** Half the size: the mean of each 2×2 pixels; of an odd size the last row or column is left. */
  Plane halved() {
    int rows = height / 2;
    int columns = width / 2;
    double[] means = new double[rows * columns];
    for (int i = 0; i < means.length; i++) {
      int at = i / columns * 2 * width + i % columns * 2;
      means[i] = (values[at] + values[at + 1] + values[at + width] + values[at + width + 1]) / 4;
    }
    return new Plane(rows, columns, means);
  }
}
