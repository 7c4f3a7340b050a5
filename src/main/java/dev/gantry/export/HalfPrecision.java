package dev.gantry.export;

/** The bits of numbers of 16 bits, rounded to the nearest, of two the even one (IEEE 754). */
final class HalfPrecision {
  private static final int FLOAT16_INFINITY = 0x7c00;
  private static final int BFLOAT16_INFINITY = 0x7f80;

  /** 2 to the power of 112, by which the exponents of float32 and float16 differ. */
  private static final float SMALLER = 0x1p-112f;

  private HalfPrecision() {}

  /** A finite value as float16: 1 sign, 5 exponent, 10 fraction. */
  static short float16(float value) {
    int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
    float magnitude = Math.abs(value);
    if (magnitude < 0x1p-14f) {
      // Subnormal: a whole number of 2^-24.
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
    }
    int rounded = rounded(Float.floatToRawIntBits(magnitude * SMALLER), 13);
    return (short) (sign | Math.min(rounded, FLOAT16_INFINITY));
  }

  /** A finite value as bfloat16: 1 sign, 8 exponent, 7 fraction. */
  static short bfloat16(float value) {
    return (short) rounded(Float.floatToRawIntBits(value), 16);
  }

  /** Drops the lowest bits; a carry into the exponent is what rounding up means. */
  private static int rounded(int bits, int dropped) {
    int half = (1 << (dropped - 1)) - 1;
    return (bits + half + ((bits >>> dropped) & 1)) >>> dropped;
  }

  /** Whether these bits are no infinity. */
  static boolean isFinite(short bits, WeightType type) {
    int infinity = type == WeightType.FLOAT16 ? FLOAT16_INFINITY : BFLOAT16_INFINITY;
    return (bits & 0x7fff) < infinity;
  }
}
