package dev.gantry.data;

import java.io.IOException;
import java.io.InputStream;

/** Takes an encoded image into memory, no further than any real one goes. */
final class EncodedImages {
  /** Bytes of the largest file that is read. */
  static final long MAX_BYTES = 256L << 20;

  private EncodedImages() {}

  /**
   * @param declared the size that was promised and checked; reading goes no further
   */
  static byte[] read(InputStream in, long declared) throws IOException {
    checkSize(declared);
    byte[] file = in.readNBytes((int) declared + 1);
    if (file.length > declared) {
      throw new UnreadableImageException("the file is larger than its declared size");
    }
    return file;
  }

  /** Checks a size that is known before reading. */
  static void checkSize(long bytes) throws UnreadableImageException {
    if (bytes > MAX_BYTES) {
      throw new UnreadableImageException(
          "the file is larger than %d MiB".formatted(MAX_BYTES >> 20));
    }
  }
}
