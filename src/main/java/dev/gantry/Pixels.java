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

  private static BufferedImage grey(float[] values, int offset, ModelInfo.Image shape) {
    byte[] levels = new byte[shape.values()];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) level(values[offset + i]);
    }
    BufferedImage picture =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_BYTE_INDEXED, GREY);
    picture.getRaster().setDataElements(0, 0, shape.width(), shape.height(), levels);
    return picture;
  }

  private static BufferedImage rgb(float[] values, int offset, ModelInfo.Image shape) {
    int[] colours = new int[shape.height() * shape.width()];
    for (int i = 0; i < colours.length; i++) {
      int at = offset + i * shape.channels();
      colours[i] = level(values[at]) << 16 | level(values[at + 1]) << 8 | level(values[at + 2]);
    }
    BufferedImage picture =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
    picture.getRaster().setDataElements(0, 0, shape.width(), shape.height(), colours);
    return picture;
  }

  /** The nearest of 256 levels, the upper one of two: as the signature {@code png} rounds. */
  private static int level(float value) {
    return Math.max(0, Math.min(255, (int) (value * 255 + 0.5f)));
  }
}
