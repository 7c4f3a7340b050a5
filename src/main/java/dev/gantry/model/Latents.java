package dev.gantry.model;

import java.util.Random;

/** Latent vectors by seed: the generator's input. */
public final class Latents {
  private static final double LEAST_THRESHOLD = 0.01;

  private Latents() {}

  /**
   * Standard normal latents, one for each seed {@code seed, seed + 1, …}: the i-th picture of seed
   * s is the first of seed s + i. The same on every platform ({@link Random} is specified to the
   * bit).
   *
   * @return count · length values, one latent after the other
   */
  public static float[] normal(long seed, int count, int length) {
    return truncated(seed, count, length, Double.POSITIVE_INFINITY);
  }

  /**
   * The same of the truncated normal distribution: each value is drawn again while its magnitude is
   * above the threshold (BigGAN, Brock et al. 2019, section 3.1, arXiv:1809.11096).
   *
   * @param threshold at least 0.01, where one of 125 draws is kept
   */
  public static float[] truncated(long seed, int count, int length, double threshold) {
    if (!(threshold >= LEAST_THRESHOLD)) {
      throw new IllegalArgumentException("the threshold is " + threshold);
    }
    float[] latents = new float[Math.multiplyExact(count, length)];
    for (int i = 0; i < count; i++) {
      Random random = new Random(scramble(seed + i));
      for (int j = 0; j < length; j++) {
        latents[i * length + j] = (float) gaussian(random, threshold);
      }
    }
    return latents;
  }

  private static double gaussian(Random random, double threshold) {
    double value = random.nextGaussian();
    while (Math.abs(value) > threshold) {
      value = random.nextGaussian();
    }
    return value;
  }

  /** The mixer of SplitMix64: first draws of Random for neighbouring seeds are alike without it. */
  private static long scramble(long seed) {
    long z = seed + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
