package dev.gantry.data;

/** Decodes one encoded image. Implementations hold no state, so they are thread-safe. */
interface ImageDecoder {
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
   */
  Picture decode(byte[] file) throws UnreadableImageException;
}
