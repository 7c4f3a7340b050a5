package dev.gantry.data;

/**
 * One decoded image, uint8, [height, width, channels], row by row.
 *
 * @param height in pixels
 * @param width in pixels
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param pixels height × width × channels values; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Pictures are never compared; a copy each would cost.
record Picture(int height, int width, int channels, byte[] pixels) {
  Picture {
    if ((channels != 1 && channels != 3) || pixels.length != height * width * channels) {
      throw new IllegalArgumentException(
          "%d bytes for %d×%d×%d".formatted(pixels.length, height, width, channels));
    }
  }
}
