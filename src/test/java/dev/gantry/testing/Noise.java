package dev.gantry.testing;

import java.util.Random;

/** Numbers for tests that should mean nothing. */
public final class Noise {
  private Noise() {}

  /** Standard normal; the same for the same seed. */
  public static float[] normal(long seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
