package dev.gantry.data;

/**
 * Decodes encoded images, on many threads at once. Whoever makes a decoder closes it, for one may
 * hold native memory.
 */
interface ImageDecoder extends AutoCloseable {
  /**
   * The decoder that is right and fast for each format; the package's page has the measurements.
   */
  static ImageDecoder standard() {
    return new StandardDecoder();
  }

  /**
   * Decodes the first frame of a whole file in memory. Transparent pixels lie over white; samples
   * of 16 bits keep their upper 8; embedded colour profiles are not applied.
   *
   * @throws UnreadableImageException if the file is no image, damaged, truncated, or too large
   * @throws IllegalStateException if the decoder is closed and would need what it held
   */
  Picture decode(byte[] file) throws UnreadableImageException;

  /** Waits for images that are being decoded. Closing twice is no error. */
  @Override
  default void close() {}
}
