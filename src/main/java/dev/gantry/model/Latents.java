package dev.gantry.model;

import java.util.Random;

/** Latent vectors by seed: the generator's input. */
public final class Latents {
  private Latents() {}

  /**
   * Standard normal latents, one for each seed {@code seed, seed + 1, …}: the i-th picture of seed
   * s is the first of seed s + i. The same on every platform ({@link Random} is specified to the
   * bit).
   *
   * @return count · length values, one latent after the other
   */
  public static float[] normal(long seed, int count, int length) {
    float[] latents = new float[Math.multiplyExact(count, length)];
    for (int i = 0; i < count; i++) {
      Random random = new Random(scramble(seed + i));
      for (int j = 0; j < length; j++) {
        latents[i * length + j] = (float) random.nextGaussian();
      }
    }
    return latents;
  }

  /** The mixer of SplitMix64: first draws of Random for neighbouring seeds are alike without it. */
  private static long scramble(long seed) {
    long z = seed + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
