package dev.gantry.report;

import java.util.Arrays;
import org.tensorflow.proto.HistogramProto;

/**
 * Counts values in TensorFlow's own buckets: limits grow by a tenth from 1e-12 to 1e20 on either
 * side of 0. Runs of empty buckets are one bucket, as TensorFlow writes them. Source: {@code
 * tensorflow/core/lib/histogram/histogram.cc}, whose format this is.
 */
final class Histogram {
  private static final double[] LIMITS = limits();

  private Histogram() {}

  /**
   * Counts the finite values; others have no bucket.
   *
   * @param values at least one
   */
  static HistogramProto of(float[] values) {
    double[] counts = new double[LIMITS.length];
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double sumOfSquares = 0;
    double number = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        counts[bucket(value)]++;
        min = Math.min(min, value);
        max = Math.max(max, value);
        sum += value;
        sumOfSquares += (double) value * value;
        number++;
      }
    }
    HistogramProto.Builder proto =
        HistogramProto.newBuilder()
            .setMin(number == 0 ? 0 : min)
            .setMax(number == 0 ? 0 : max)
            .setNum(number)
            .setSum(sum)
            .setSumSquares(sumOfSquares);
    addBuckets(proto, counts);
    return proto.build();
  }

  /** The first bucket whose limit is above the value. */
  private static int bucket(double value) {
    // Adding 0 makes -0 a 0: the search takes -0 for smaller, TensorFlow does not.
    int found = Arrays.binarySearch(LIMITS, value + 0.0);
    return found >= 0 ? found + 1 : -found - 1;
  }

  private static void addBuckets(HistogramProto.Builder proto, double[] counts) {
    int i = 0;
    while (i < counts.length) {
      int last = i;
      if (counts[i] == 0) {
        while (last + 1 < counts.length && counts[last + 1] == 0) {
          last++;
        }
      }
      proto.addBucketLimit(LIMITS[last]).addBucket(counts[last]);
      i = last + 1;
    }
  }

  private static double[] limits() {
    double[] positive = new double[800];
    int count = 0;
    for (double limit = 1e-12; limit < 1e20; limit *= 1.1) {
      positive[count++] = limit;
    }
    positive[count++] = Double.MAX_VALUE;
    double[] limits = new double[2 * count + 1];
    for (int i = 0; i < count; i++) {
      limits[i] = -positive[count - 1 - i];
      limits[count + 1 + i] = positive[i];
    }
    return limits;
  }
}
