package dev.gantry.doctor;

import java.util.List;

/**
 * NVIDIA's driver.
 *
 * @param version such as 550.54.15; empty where there is no driver
 * @param gpus what it drives; empty too where {@code nvidia-smi} is not on PATH
 */
public record Driver(String version, List<Gpu> gpus) {
  /** There is none. */
  static final Driver NONE = new Driver("", List.of());

  /** Copies the list. */
  public Driver {
    gpus = List.copyOf(gpus);
  }

  boolean present() {
    return !version.isEmpty();
  }

  /** The number before the first dot; 0 where there is none. */
  int major() {
    String digits = version.replaceFirst("\\D.*", "");
    return digits.isEmpty() || digits.length() > 6 ? 0 : Integer.parseInt(digits);
  }

  /**
   * A GPU.
   *
   * @param name such as NVIDIA A100-SXM4-40GB
   * @param memoryBytes of the GPU
   * @param computeCapability such as 8.0; empty where the driver does not tell
   */
  public record Gpu(String name, long memoryBytes, String computeCapability) {}
}
