package dev.gantry.dedup;

import java.util.Arrays;

/**
 * The images that are kept so far, found by any band of their hashes in constant time: a hash table
 * a band, with chaining. Takes 80 bytes an image. Not thread-safe.
 */
final class KeptImages {
  /** Takes an image and how many bits its hash differs in. */
  interface Visitor {
    void visit(int image, int distance);
  }

  /** So many of one band are looked at, so that a band that all images share costs no more. */
  static final int MAX_CANDIDATES = 256;

  /**
   * Bits that two hashes may differ in. Of CIFAR-10's images one pair in a hundred taken at random
   * differs in 33 or fewer; one in ten recompressed at quality 0.5 differs in 6 or more.
   */
  static final int MAX_DISTANCE = 24;

  private static final int NONE = -1;

  private final long[] low;
  private final long[] high;
  private final int[][] heads = new int[HashCode.BANDS][];
  private final int[][] next = new int[HashCode.BANDS][];
  private final int mask;

  /** An empty store for images of indices below {@code count}. */
  KeptImages(int count) {
    low = new long[count];
    high = new long[count];
    int slots = Integer.highestOneBit(Math.max(1, count - 1)) << 1;
    mask = slots - 1;
    for (int band = 0; band < HashCode.BANDS; band++) {
      heads[band] = new int[slots];
      Arrays.fill(heads[band], NONE);
      next[band] = new int[count];
    }
  }

  void add(int image, HashCode hash) {
    low[image] = hash.low();
    high[image] = hash.high();
    for (int band = 0; band < HashCode.BANDS; band++) {
      int slot = slot(hash.band(band));
      next[band][image] = heads[band][slot];
      heads[band][slot] = image;
    }
  }

  /** The kept images near a hash that have a band in common with it, the latest of each band. */
  void candidates(HashCode hash, Visitor visitor) {
    for (int band = 0; band < HashCode.BANDS; band++) {
      int key = hash.band(band);
      int left = MAX_CANDIDATES;
      for (int kept = heads[band][slot(key)]; kept != NONE && left > 0; kept = next[band][kept]) {
        HashCode other = new HashCode(low[kept], high[kept]);
        if (other.band(band) == key) {
          left--;
          int distance = hash.distance(other);
          if (distance <= MAX_DISTANCE) {
            visitor.visit(kept, distance);
          }
        }
      }
    }
  }

  private int slot(int key) {
    // Fibonacci hashing: neighbouring codes go to slots far apart.
    return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
  }
}
