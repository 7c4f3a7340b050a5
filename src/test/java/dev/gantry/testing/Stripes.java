package dev.gantry.testing;

import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import java.util.List;
import java.util.stream.IntStream;

/** Grey images of 8 × 8 pixels that a classifier can learn: stripes that lie or stand, by turns. */
public final class Stripes {
  private static final ImageDimensions SHAPE = new ImageDimensions(8, 8, 1);

  private Stripes() {}

  /** With the classes {@code lying} and {@code standing}. */
  public static ImageSet images(int count) {
    return ImageSet.of(
        SHAPE,
        pixels(count),
        IntStream.range(0, count).map(i -> i % 2).toArray(),
        List.of("lying", "standing"));
  }

  /** The same without labels. */
  public static ImageSet unlabelled(int count) {
    return ImageSet.of(SHAPE, pixels(count));
  }

  private static byte[] pixels(int count) {
    byte[] pixels = new byte[count * SHAPE.bytes()];
    for (int i = 0; i < pixels.length; i++) {
      int image = i / SHAPE.bytes();
      int place = image % 2 == 0 ? i / 8 % 8 : i % 8;
      pixels[i] = (byte) Math.round(127.5 + 120 * Math.sin(place * 1.5 + image * 0.7));
    }
    return pixels;
  }
}
