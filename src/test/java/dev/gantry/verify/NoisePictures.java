package dev.gantry.verify;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Pictures to give to models, and their values. */
final class NoisePictures {
  private static final float WHITE = 255;

  private NoisePictures() {}

  /** The same on every call; grey ones where there is one channel. */
  static List<BufferedImage> of(int count, int width, int height, int channels) {
    Random random = new Random(1);
    List<BufferedImage> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < height * width; pixel++) {
        int colour = channels == 1 ? random.nextInt(0x100) * 0x010101 : random.nextInt(0x1000000);
        picture.setRGB(pixel % width, pixel / width, colour);
      }
      pictures.add(picture);
    }
    return pictures;
  }

  /** [count, height, width, channels], 0 to 255, of pictures of one size. */
  static Numbers.Floats levels(List<BufferedImage> pictures, int channels) {
    int width = pictures.get(0).getWidth();
    int height = pictures.get(0).getHeight();
    int each = height * width * channels;
    float[] levels = new float[pictures.size() * each];
    for (int i = 0; i < levels.length; i++) {
      int pixel = i % each / channels;
      int colour = pictures.get(i / each).getRGB(pixel % width, pixel / width);
      levels[i] = colour >> (8 * (channels - 1 - i % channels)) & 0xff;
    }
    return Numbers.floats(levels, pictures.size(), height, width, channels);
  }

  /** Levels as values in [0, 1]. */
  static Numbers.Floats unit(Numbers.Floats levels) {
    float[] values = levels.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] /= WHITE;
    }
    return Numbers.floats(values, levels.shape());
  }
}
