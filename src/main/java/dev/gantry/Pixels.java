package dev.gantry;

import dev.gantry.export.ModelInfo;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;

/** From numbers to pictures. */
final class Pixels {
  /**
   * Level i is the colour (i, i, i). TYPE_BYTE_GRAY would not do: Java takes its levels for linear
   * light, so that {@code getRGB}, and all that copies with it, brightens them.
   */
  private static final IndexColorModel GREY = grey();

  private Pixels() {}

  private static IndexColorModel grey() {
    byte[] levels = new byte[256];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) i;
    }
    return new IndexColorModel(Byte.SIZE, levels.length, levels, levels, levels);
  }

  /**
   * One picture of a batch.
   *
   * @param images [batch, height, width, channels] in [0, 1]
   * @param index in the batch
   */
  static BufferedImage picture(float[] images, int index, ModelInfo.Image shape) {
    int offset = index * shape.values();
    return shape.channels() == 1 ? grey(images, offset, shape) : rgb(images, offset, shape);
  }

  /** A black picture: 256 levels of grey as palette, or RGB. */
  static BufferedImage blank(int width, int height, boolean grey) {
    return grey
        ? new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, GREY)
        : new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
  }

  private static BufferedImage grey(float[] values, int offset, ModelInfo.Image shape) {
    byte[] levels = new byte[shape.values()];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) level(values[offset + i]);
    }
    BufferedImage picture = blank(shape.width(), shape.height(), true);
    picture.getRaster().setDataElements(0, 0, shape.width(), shape.height(), levels);
    return picture;
  }

  private static BufferedImage rgb(float[] values, int offset, ModelInfo.Image shape) {
    int[] colours = new int[shape.height() * shape.width()];
    for (int i = 0; i < colours.length; i++) {
      int at = offset + i * shape.channels();
      colours[i] = level(values[at]) << 16 | level(values[at + 1]) << 8 | level(values[at + 2]);
    }
    BufferedImage picture = blank(shape.width(), shape.height(), false);
    picture.getRaster().setDataElements(0, 0, shape.width(), shape.height(), colours);
    return picture;
  }

  /** The nearest of 256 levels, the upper one of two: as the signature {@code png} rounds. */
  static int level(float value) {
    return Math.max(0, Math.min(255, (int) (value * 255 + 0.5f)));
  }

  /**
   * The colours of a part of a picture, as they are stored: transparent pixels lie over white.
   *
   * @return 0xRRGGBB each, row by row
   */
  static int[] colours(BufferedImage picture, Tile.Area area) {
    if (picture.getType() == BufferedImage.TYPE_BYTE_GRAY) {
      return storedGrey(picture, area);
    }
    int[] colours =
        picture.getRGB(area.left(), area.top(), area.width(), area.height(), null, 0, area.width());
    for (int i = 0; i < colours.length; i++) {
      int alpha = colours[i] >>> 24;
      colours[i] =
          over(colours[i] >> 16 & 0xff, alpha) << 16
              | over(colours[i] >> 8 & 0xff, alpha) << 8
              | over(colours[i] & 0xff, alpha);
    }
    return colours;
  }

  /**
   * A picture as numbers, to be judged.
   *
   * @param values where they go: [height, width, channels] in [0, 1], grey by the luma of ITU-R
   *     BT.601
   * @param offset of the first
   */
  static void read(BufferedImage picture, float[] values, int offset, int channels) {
    int[] colours = colours(picture, new Tile.Area(0, 0, picture.getHeight(), picture.getWidth()));
    for (int i = 0; i < colours.length; i++) {
      int red = colours[i] >> 16 & 0xff;
      int green = colours[i] >> 8 & 0xff;
      int blue = colours[i] & 0xff;
      int at = offset + i * channels;
      if (channels == 1) {
        // In 16-bit fixed point, as training data is brought to grey.
        values[at] = ((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16) / 255f;
      } else {
        values[at] = red / 255f;
        values[at + 1] = green / 255f;
        values[at + 2] = blue / 255f;
      }
    }
  }

  private static int[] storedGrey(BufferedImage picture, Tile.Area area) {
    int[] colours =
        picture
            .getRaster()
            .getSamples(area.left(), area.top(), area.width(), area.height(), 0, (int[]) null);
    for (int i = 0; i < colours.length; i++) {
      colours[i] *= 0x010101;
    }
    return colours;
  }

  private static int over(int value, int alpha) {
    return (value * alpha + 255 * (255 - alpha) + 127) / 255;
  }
}
