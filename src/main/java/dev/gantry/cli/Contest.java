package dev.gantry.cli;

import dev.gantry.nn.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;

/**
 * Trainers measured in turns: a round runs each once, so that a machine that slows down slows all
 * of them. How many times as fast one is as another is told round by round.
 */
final class Contest {
  /** Whose trainer it is. */
  enum Side {
    GANTRY,
    PYTORCH
  }

  /**
   * One of those who compete.
   *
   * @param name for a table
   * @param precision of its convolutions
   * @param millis runs it; milliseconds of an iteration
   */
  record Contestant(String name, Side side, Precision precision, DoubleSupplier millis) {}

  /**
   * How many times as fast one was as another.
   *
   * @param median of all rounds
   * @param least of all rounds
   * @param greatest of all rounds
   */
  record Ratio(double median, double least, double greatest) {}

  private final Map<Contestant, List<Double>> millis = new LinkedHashMap<>();

  Contest(List<Contestant> contestants) {
    contestants.forEach(contestant -> millis.put(contestant, new ArrayList<>()));
  }

  /** Runs every contestant once more. */
  void round() {
    millis.forEach((contestant, seen) -> seen.add(contestant.millis().getAsDouble()));
  }

  List<Contestant> contestants() {
    return List.copyOf(millis.keySet());
  }

  int rounds() {
    return millis.values().iterator().next().size();
  }

  /** Milliseconds of an iteration, round by round. */
  List<Double> millis(Contestant contestant) {
    return List.copyOf(millis.getOrDefault(contestant, List.of()));
  }

  double medianMillis(Contestant contestant) {
    return median(millis(contestant).stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The quickest of a side by its median. */
  Contestant quickest(Side side, Predicate<Precision> which) {
    return millis.keySet().stream()
        .filter(one -> one.side() == side && which.test(one.precision()))
        .min(Comparator.comparingDouble(this::medianMillis))
        .orElseThrow();
  }

  Ratio ratio(Contestant one, Contestant other) {
    List<Double> mine = millis(one);
    List<Double> its = millis(other);
    double[] ratios = new double[mine.size()];
    Arrays.setAll(ratios, i -> its.get(i) / mine.get(i));
    return new Ratio(
        median(ratios),
        Arrays.stream(ratios).min().orElseThrow(),
        Arrays.stream(ratios).max().orElseThrow());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
