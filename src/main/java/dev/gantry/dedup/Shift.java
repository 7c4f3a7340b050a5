package dev.gantry.dedup;

/** Shifts an image of 32 × 32 in RGB, its edge repeated where nothing is. */
final class Shift {
  private static final int SIDE = Autoencoder.SIDE;
  private static final int CHANNELS = Autoencoder.CHANNELS;

  private Shift() {}

  /** The image so far down and to the right; the same array where that is nowhere. */
  static byte[] apply(byte[] image, int down, int right) {
    if (down == 0 && right == 0) {
      return image;
    }
    byte[] shifted = new byte[image.length];
    for (int y = 0; y < SIDE; y++) {
      int row = inside(y - down) * SIDE;
      for (int x = 0; x < SIDE; x++) {
        int from = (row + inside(x - right)) * CHANNELS;
        System.arraycopy(image, from, shifted, (y * SIDE + x) * CHANNELS, CHANNELS);
      }
    }
    return shifted;
  }

  private static int inside(int place) {
    return Math.max(0, Math.min(SIDE - 1, place));
  }
}
