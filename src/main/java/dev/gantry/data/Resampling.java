package dev.gantry.data;

import dev.gantry.data.DataConfig.Resize;

/**
 * The weights by which a row of {@code from} pixels becomes one of {@code to}: pixel {@code i} is
 * the sum of {@code weights[i][k]} times pixel {@code first[i] + k}. They add up to 1.
 */
final class Resampling {
  private static final double CUBIC_A = -0.5;
  private static final double CUBIC_SUPPORT = 2;

  final int from;
  final int to;
  final int[] first;
  final float[][] weights;

  private Resampling(int from, int to) {
    this.from = from;
    this.to = to;
    this.first = new int[to];
    this.weights = new float[to][];
  }

  static Resampling of(int from, int to, Resize filter) {
    var resampling = new Resampling(from, to);
    for (int i = 0; i < to; i++) {
      switch (filter) {
        case AREA -> resampling.area(i);
        case BICUBIC -> resampling.bicubic(i);
      }
    }
    return resampling;
  }

  /** Each pixel weighs as much as lies under the new pixel. */
  private void area(int i) {
    double scale = (double) from / to;
    double low = i * scale;
    double high = (i + 1) * scale;
    int start = (int) low;
    int end = Math.min(from, (int) Math.ceil(high - 1e-9));
    double[] covered = new double[end - start];
    for (int j = start; j < end; j++) {
      covered[j - start] = Math.min(j + 1, high) - Math.max(j, low);
    }
    set(i, start, covered);
  }

  /**
   * Keys, Cubic Convolution Interpolation for Digital Image Processing, 1981, equation 15. For
   * shrinking the kernel is as much wider as the pixels are; at the edges it is cut off.
   */
  private void bicubic(int i) {
    double scale = (double) from / to;
    double width = Math.max(1, scale);
    double centre = (i + 0.5) * scale;
    int start = Math.max(0, (int) (centre - CUBIC_SUPPORT * width + 0.5));
    int end = Math.min(from, (int) (centre + CUBIC_SUPPORT * width + 0.5));
    double[] values = new double[end - start];
    for (int j = start; j < end; j++) {
      values[j - start] = cubic((j + 0.5 - centre) / width);
    }
    set(i, start, values);
  }

  private static double cubic(double x) {
    double d = Math.abs(x);
    if (d < 1) {
      return ((CUBIC_A + 2) * d - (CUBIC_A + 3)) * d * d + 1;
    }
    return d < 2 ? (((d - 5) * d + 8) * d - 4) * CUBIC_A : 0;
  }

  private void set(int i, int start, double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    first[i] = start;
    weights[i] = new float[values.length];
    for (int k = 0; k < values.length; k++) {
      weights[i][k] = (float) (values[k] / sum);
    }
  }
}
