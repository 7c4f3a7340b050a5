package dev.gantry.serve;

import java.nio.ByteBuffer;

/** The size that a PNG file says it has, in its first chunk (PNG specification, 11.2.2). */
final class PngSize {
  private static final long SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int LENGTH_OF_HEADER = 13;
  private static final int HEADER = 0x49484452;
  private static final int SHORTEST = 24;

  /** More than any limit; sums of such cannot overflow. */
  private static final long ENOUGH = 1L << 40;

  private PngSize() {}

  /**
   * Pixels of the picture, or 2^40 if more: a file of some bytes may claim more than the memory
   * holds.
   *
   * @throws HttpFailure if this is no PNG file
   */
  static long pixels(String input, byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    if (file.length < SHORTEST
        || bytes.getLong() != SIGNATURE
        || bytes.getInt() != LENGTH_OF_HEADER
        || bytes.getInt() != HEADER) {
      throw HttpFailure.badRequest("input %s has a value that is no PNG file".formatted(input));
    }
    long width = Integer.toUnsignedLong(bytes.getInt());
    long height = Integer.toUnsignedLong(bytes.getInt());
    // The format's own bound; within it the product cannot overflow.
    if (width == 0 || height == 0 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
      throw HttpFailure.badRequest("input %s has a PNG file without a size".formatted(input));
    }
    return Math.min(width * height, ENOUGH);
  }
}
