package dev.gantry.verify;

/** How far two arrays are apart. */
final class Difference {
  private Difference() {}

  /** The largest difference of two values at the same place; NaN where there is one. */
  static float largest(float[] found, float[] wanted) {
    if (found.length != wanted.length) {
      throw new IllegalArgumentException(
          "%d values are found where %d are wanted".formatted(found.length, wanted.length));
    }
    float largest = 0;
    for (int i = 0; i < found.length; i++) {
      largest = Math.max(largest, Math.abs(found[i] - wanted[i])); // max keeps a NaN
    }
    return largest;
  }

  /** The same as a part of the largest that is wanted. */
  static float relative(float[] found, float[] wanted) {
    float largest = largest(found, wanted);
    return largest == 0 ? 0 : largest / largest(wanted, new float[wanted.length]);
  }
}
