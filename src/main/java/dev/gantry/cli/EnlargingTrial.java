package dev.gantry.cli;

import dev.gantry.data.DataConfig.Resize;
import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageResizer;
import dev.gantry.error.UserException;
import dev.gantry.metrics.Fidelity;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/**
 * A picture that was made smaller, to see how near its enlargement comes to it.
 *
 * @param real the picture, cut to whole blocks; in [0, 1], not copied
 * @param high its size
 * @param small the mean of each block, rounded to 256 levels; in [0, 1], not copied
 * @param size the size of that
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
record EnlargingTrial(float[] real, ImageDimensions high, float[] small, ImageDimensions size) {
  private static final int CHANNELS = 3;
  private static final int MOST = 16_384;

  /** As generators are trained: by the mean of blocks. */
  static EnlargingTrial of(Path file, BufferedImage picture, int scale) {
    int height = picture.getHeight() / scale;
    int width = picture.getWidth() / scale;
    if (height == 0 || width == 0 || Math.max(height, width) * scale > MOST) {
      throw new UserException(
          "%s has %d×%d pixels; to be made %d times smaller it must have from %d to %d on each side"
              .formatted(file, picture.getWidth(), picture.getHeight(), scale, scale, MOST));
    }
    ImageDimensions high = new ImageDimensions(height * scale, width * scale, CHANNELS);
    ImageDimensions size = new ImageDimensions(height, width, CHANNELS);
    float[] real = values(picture, high);
    float[] small = ImageResizer.resize(real, high, size, Resize.AREA);
    for (int i = 0; i < small.length; i++) {
      small[i] = Math.round(small[i] * 255) / 255f;
    }
    return new EnlargingTrial(real, high, small, size);
  }

  private static float[] values(BufferedImage picture, ImageDimensions shape) {
    float[] values = new float[shape.bytes()];
    int[] row = new int[shape.width()];
    for (int y = 0; y < shape.height(); y++) {
      picture.getRGB(0, y, shape.width(), 1, row, 0, shape.width());
      for (int i = 0; i < row.length * CHANNELS; i++) {
        int level = row[i / CHANNELS] >> (16 - 8 * (i % CHANNELS)) & 0xff;
        values[y * row.length * CHANNELS + i] = level / 255f;
      }
    }
    return values;
  }

  /** The small picture. */
  BufferedImage low() {
    BufferedImage picture =
        new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < small.length; i += CHANNELS) {
      int colour =
          Math.round(small[i] * 255) << 16
              | Math.round(small[i + 1] * 255) << 8
              | Math.round(small[i + 2] * 255);
      picture.setRGB(i / CHANNELS % size.width(), i / CHANNELS / size.width(), colour);
    }
    return picture;
  }

  /** How near an enlargement of the small picture comes. */
  Fidelity fidelity(BufferedImage large) {
    return fidelity(values(large, high));
  }

  /** How near bicubic interpolation comes. */
  Fidelity bicubic() {
    return fidelity(ImageResizer.resize(small, size, high, Resize.BICUBIC));
  }

  private Fidelity fidelity(float[] made) {
    return Fidelity.of(made, real, high, high.height() / size.height());
  }
}
