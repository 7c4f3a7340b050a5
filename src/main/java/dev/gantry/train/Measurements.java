package dev.gantry.train;

import java.util.Map;

/**
 * What was measured since the last tick.
 *
 * @param numbers by key
 * @param seconds that it took
 */
record Measurements(Map<String, Double> numbers, double seconds) {
  static final Measurements NONE = new Measurements(Map.of(), 0);
}
