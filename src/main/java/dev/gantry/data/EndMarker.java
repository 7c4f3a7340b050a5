package dev.gantry.data;

import java.nio.ByteBuffer;

/**
 * Finds the end that a whole PNG or JPEG has. The JDK's readers invent what is missing: grey for
 * the end of a JPEG's picture, coarse blocks for a progressive JPEG's last scans.
 */
final class EndMarker {
  private static final int PNG_SIGNATURE = 8;
  private static final int PNG_CHUNK = 12;
  private static final int PNG_END = 0x49454e44;

  /** Each scan costs a pass over the picture; real files have about ten. */
  private static final int MAX_SCANS = 200;

  private EndMarker() {}

  /**
   * Checks that the file goes on to its end marker.
   *
   * @throws UnreadableImageException if it does not, or if a JPEG has more scans than any real one
   */
  static void require(ImageFormat format, byte[] file) throws UnreadableImageException {
    boolean found =
        switch (format) {
          case PNG -> hasPngEnd(ByteBuffer.wrap(file));
          case JPEG -> hasJpegEnd(file);
          // Their readers fail at a missing end.
          case GIF, BMP, TIFF -> true;
        };
    if (!found) {
      throw new UnreadableImageException("the %s is truncated".formatted(format));
    }
  }

  private static boolean hasPngEnd(ByteBuffer file) {
    long at = PNG_SIGNATURE;
    while (at + PNG_CHUNK <= file.limit()) {
      long length = Integer.toUnsignedLong(file.getInt((int) at));
      if (file.getInt((int) at + 4) == PNG_END) {
        return true;
      }
      at += PNG_CHUNK + length;
    }
    return false;
  }

  /** Walks the segments, since a thumbnail inside one has markers of its own. */
  private static boolean hasJpegEnd(byte[] file) throws UnreadableImageException {
    int scans = 0;
    int at = 2;
    while (at + 1 < file.length) {
      int marker = file[at + 1] & 0xff;
      if (file[at] != (byte) 0xff || isInsideScan(marker)) {
        at++;
      } else if (marker == 0xd9) {
        return scans > 0;
      } else {
        if (marker == 0xda && ++scans > MAX_SCANS) {
          throw new UnreadableImageException(
              "the JPEG has more than %d scans".formatted(MAX_SCANS));
        }
        if (at + 3 >= file.length) {
          return false;
        }
        at += 2 + Math.max(2, (file[at + 2] & 0xff) << 8 | (file[at + 3] & 0xff));
      }
    }
    return false;
  }

  /** Stuffed bytes, restart markers and fill bytes. */
  private static boolean isInsideScan(int marker) {
    return marker == 0 || marker == 0xff || marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7);
  }
}
