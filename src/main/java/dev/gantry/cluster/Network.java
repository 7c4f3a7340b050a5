package dev.gantry.cluster;

import java.util.List;

/**
 * A network between machines.
 *
 * @param name as people call it
 * @param bytesPerSecond in each direction, between any two
 * @param latencySeconds one way, within a rack; an assumption
 */
public record Network(String name, double bytesPerSecond, double latencySeconds) {
  /** Those that are common. */
  public static List<Network> common() {
    return List.of(
        new Network("1 GbE", 0.125e9, 50e-6),
        new Network("10 GbE", 1.25e9, 20e-6),
        new Network("25 GbE", 3.125e9, 10e-6),
        new Network("100 GbE", 12.5e9, 5e-6));
  }
}
