package dev.gantry.explore;

import dev.gantry.data.ImageDimensions;
import java.util.List;

/** The kernels of a convolution of images, as images. */
final class KernelPictures {
  private static final int RGB = 3;

  private KernelPictures() {}

  /**
   * Draws kernels, each brought to full contrast by itself, 0 in the middle.
   *
   * @param values in row-major order
   * @param shape [height, width, channels, kernels]; of a number of channels that no picture has,
   *     the first is drawn
   * @param most how many kernels at most
   * @param zoom pixels of each value
   */
  static ImageBatch of(float[] values, List<Long> shape, int most, int zoom) {
    int height = shape.get(0).intValue();
    int width = shape.get(1).intValue();
    int channels = shape.get(2).intValue();
    int all = shape.get(3).intValue();
    int kernels = Math.min(most, all);
    int drawn = channels == RGB ? RGB : 1;
    ImageDimensions picture = new ImageDimensions(height * zoom, width * zoom, drawn);
    float[] pixels = new float[kernels * picture.bytes()];
    for (int k = 0; k < kernels; k++) {
      float largest = Float.MIN_NORMAL;
      for (int i = k; i < values.length; i += all) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      for (int i = 0; i < picture.bytes(); i++) {
        int y = i / (picture.width() * drawn) / zoom;
        int x = i / drawn % picture.width() / zoom;
        float value = values[((y * width + x) * channels + i % drawn) * all + k];
        pixels[k * picture.bytes() + i] = 0.5f + value / largest / 2;
      }
    }
    return new ImageBatch(picture, pixels);
  }
}
