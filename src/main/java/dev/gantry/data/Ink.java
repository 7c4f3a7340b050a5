package dev.gantry.data;

import java.awt.image.Raster;
import java.nio.charset.StandardCharsets;

/** How a JPEG of four components stores cyan, magenta, yellow and black. */
enum Ink {
  /** As they are: 255 is full ink. */
  PLAIN,
  /** Complemented, as Adobe's programs write them: 0 is full ink. */
  INVERTED,
  /** Complemented, and the first three then turned into Y, Cb and Cr. */
  INVERTED_YCCK;

  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
  private static final int START_OF_SCAN = 0xda;

  /** Reads it from the Adobe segment, which is the only place where a JPEG says so. */
  static Ink of(byte[] jpeg) {
    for (int i = 2; i + 11 < jpeg.length && !isStartOfScan(jpeg, i); i++) {
      if (isAdobe(jpeg, i)) {
        return jpeg[i + 11] == 2 ? INVERTED_YCCK : INVERTED;
      }
    }
    return PLAIN;
  }

  /** Each colour is what its ink and the black let through of white. */
  Picture toRgb(Raster raster) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] rgb = new byte[width * height * 3];
    int[] row = new int[width * 4];
    int at = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int i = 0; i < row.length; i += 4) {
        toLight(row, i);
        for (int c = 0; c < 3; c++) {
          rgb[at++] = (byte) ((row[i + c] * row[i + 3] + 127) / 255);
        }
      }
    }
    return new Picture(height, width, 3, rgb);
  }

  /** Replaces four stored samples by the light that passes each ink, 0 to 255. */
  private void toLight(int[] row, int i) {
    switch (this) {
      case PLAIN -> {
        for (int c = 0; c < 4; c++) {
          row[i + c] = 255 - row[i + c];
        }
      }
      case INVERTED -> {}
      case INVERTED_YCCK -> {
        // ITU-T T.871, section 7, gives the ink.
        int y = row[i];
        int cb = row[i + 1] - 128;
        int cr = row[i + 2] - 128;
        row[i] = 255 - clamp(y + 1.402 * cr);
        row[i + 1] = 255 - clamp(y - 0.344136 * cb - 0.714136 * cr);
        row[i + 2] = 255 - clamp(y + 1.772 * cb);
      }
    }
  }

  private static int clamp(double value) {
    return (int) Math.max(0, Math.min(255, Math.round(value)));
  }

  private static boolean isStartOfScan(byte[] jpeg, int at) {
    return jpeg[at] == (byte) 0xff && jpeg[at + 1] == (byte) START_OF_SCAN;
  }

  private static boolean isAdobe(byte[] jpeg, int at) {
    for (int i = 0; i < ADOBE.length; i++) {
      if (jpeg[at + i] != ADOBE[i]) {
        return false;
      }
    }
    return true;
  }
}
