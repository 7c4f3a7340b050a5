package dev.gantry.nn;

import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Normalizations by their definitions, in double, over [images, pixels, channels] row by row.
 *
 * @param images count
 * @param pixels of each image
 * @param channels of each pixel
 */
record PlainNorm(int images, int pixels, int channels) {
  int size() {
    return images * pixels * channels;
  }

  int image(int index) {
    return index / (pixels * channels);
  }

  int channel(int index) {
    return index % channels;
  }

  /** Values of one group are normalized by their own mean and biased variance. */
  double[] normalized(float[] x, IntUnaryOperator group, double epsilon) {
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      int own = group.applyAsInt(i);
      IntPredicate together = j -> group.applyAsInt(j) == own;
      double mean = mean(x, 1, together);
      y[i] = (x[i] - mean) / Math.sqrt(mean(x, 2, together) - mean * mean + epsilon);
    }
    return y;
  }

  /** The first images by their own statistics, each other one by its own mixed with theirs. */
  double[] virtuallyNormalized(float[] x, int reference, double epsilon) {
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      int image = image(i);
      int channel = channel(i);
      IntPredicate referring = j -> image(j) < reference && channel(j) == channel;
      IntPredicate own = j -> image(j) == image && channel(j) == channel;
      double weight = image < reference ? 0 : 1.0 / (reference + 1);
      double mean = weight * mean(x, 1, own) + (1 - weight) * mean(x, 1, referring);
      double squares = weight * mean(x, 2, own) + (1 - weight) * mean(x, 2, referring);
      y[i] = (x[i] - mean) / Math.sqrt(squares - mean * mean + epsilon);
    }
    return y;
  }

  double mean(float[] x, int power, IntPredicate which) {
    return IntStream.range(0, size())
        .filter(which)
        .mapToDouble(i -> Math.pow(x[i], power))
        .average()
        .orElseThrow();
  }

  /** A scale and a shift for each value. */
  static double[] affine(double[] x, IntUnaryOperator index, float[] gamma, float[] beta) {
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      int at = index.applyAsInt(i);
      y[i] = gamma[at] * x[i] + beta[at];
    }
    return y;
  }
}
