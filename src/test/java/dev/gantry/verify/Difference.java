package dev.gantry.verify;

/** How far two arrays are apart. */
final class Difference {
  private Difference() {}

  /** The largest difference of two values at the same place; NaN where there is one. */
  static float largest(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "one has %d values, the other %d".formatted(a.length, b.length));
    }
    float largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i])); // max keeps a NaN
    }
    return largest;
  }
}
