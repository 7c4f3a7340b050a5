package dev.gantry.metrics;

/** Peak signal-to-noise ratio. */
final class Psnr {
  /** Of equal pictures, whose ratio is infinite. */
  static final double MOST = 100;

  private Psnr() {}

  /** {@code 10 log10(1 / mean squared error)} in dB, at most {@link #MOST}. */
  static double of(Plane a, Plane b) {
    double sum = 0;
    for (int i = 0; i < a.values().length; i++) {
      double difference = a.values()[i] - b.values()[i];
      sum += difference * difference;
    }
    return Math.min(MOST, -10 * Math.log10(sum / a.values().length));
  }
}
