package dev.gantry.profile;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What the device attains at its best: the measure of how near a step is to what is possible.
 *
 * @param flopsPerSecond floating-point operations of one large convolution
 * @param bytesPerSecond read and written by a sum of arrays that no cache holds
 */
public record Attainable(double flopsPerSecond, double bytesPerSecond) {
  /** The median of each figure by itself, of at least one reading. */
  public static Attainable median(List<Attainable> readings) {
    return new Attainable(
        median(readings, Attainable::flopsPerSecond), median(readings, Attainable::bytesPerSecond));
  }

  private static double median(List<Attainable> readings, ToDoubleFunction<Attainable> figure) {
    double[] sorted = readings.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
