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
  /** The best of each figure by itself, of at least one reading. */
  public static Attainable best(List<Attainable> readings) {
    return new Attainable(
        best(readings, Attainable::flopsPerSecond), best(readings, Attainable::bytesPerSecond));
  }

  private static double best(List<Attainable> readings, ToDoubleFunction<Attainable> figure) {
    return readings.stream().mapToDouble(figure).max().orElseThrow();
  }
}
