package dev.gantry.dedup;

/**
 * A code as 128 bits: which of its values lie above their thresholds.
 *
 * @param low the first 64 values, the first of them as the lowest bit
 * @param high the others
 */
record HashCode(long low, long high) {
  /** Equal parts of a hash. */
  static final int BANDS = 8;

  private static final int BANDS_PER_WORD = BANDS / 2;
  private static final int BITS = Long.SIZE / BANDS_PER_WORD;
  private static final int MASK = (1 << BITS) - 1;

  /**
   * The hash of a code.
   *
   * @param codes [images, 128], of which those from {@code start} on are the code
   * @param thresholds [128]
   */
  static HashCode of(float[] codes, int start, float[] thresholds) {
    return new HashCode(
        word(codes, start, thresholds, 0), word(codes, start, thresholds, Long.SIZE));
  }

  private static long word(float[] codes, int start, float[] thresholds, int first) {
    long bits = 0;
    for (int bit = 0; bit < Long.SIZE; bit++) {
      if (codes[start + first + bit] > thresholds[first + bit]) {
        bits |= 1L << bit;
      }
    }
    return bits;
  }

  /** One of the parts, from 0 to 65,535. */
  int band(int band) {
    long word = band < BANDS_PER_WORD ? low : high;
    return (int) (word >>> (band % BANDS_PER_WORD * BITS)) & MASK;
  }

  /** How many bits differ. */
  int distance(HashCode other) {
    return Long.bitCount(low ^ other.low) + Long.bitCount(high ^ other.high);
  }
}
