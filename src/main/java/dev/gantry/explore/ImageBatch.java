package dev.gantry.explore;

import dev.gantry.data.ImageDimensions;
import dev.gantry.error.Check;
import dev.gantry.report.ImageGrid;
import dev.gantry.report.NumberedGrid;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Images as numbers.
 *
 * @param shape of each
 * @param values [count, height, width, channels] in row-major order, black 0 and white 1; not
 *     copied
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
public record ImageBatch(ImageDimensions shape, float[] values) {
  /** Checks that the values are whole images. */
  public ImageBatch {
    Check.that(
        values.length > 0 && values.length % shape.bytes() == 0,
        "%d values are no images of %s".formatted(values.length, shape));
  }

  /** The images of these latents. */
  static ImageBatch decode(LatentDecoder decoder, float[][] latents) {
    return new ImageBatch(decoder.image(), decoder.decode(latents));
  }

  /**
   * Refuses what could not be drawn, before it fills the memory.
   *
   * @throws dev.gantry.error.UserException if a grid of so many images would be too large
   */
  static void requireDrawable(ImageDimensions shape, int count, int columns) {
    layout(shape, count, columns);
  }

  /** All images of several batches of one shape, in their order. */
  static ImageBatch concat(List<ImageBatch> batches) {
    ImageDimensions shape = batches.get(0).shape();
    FloatBuffer all =
        FloatBuffer.allocate(batches.stream().mapToInt(batch -> batch.values().length).sum());
    batches.forEach(batch -> all.put(batch.values()));
    return new ImageBatch(shape, all.array());
  }

  /** How many. */
  public int count() {
    return values.length / shape.bytes();
  }

  /** So many images from one on. */
  ImageBatch part(int first, int count) {
    int each = shape.bytes();
    return new ImageBatch(shape, Arrays.copyOfRange(values, first * each, (first + count) * each));
  }

  /** The root of the mean squared difference of two images, 0 to 1. */
  double distance(int i, int j) {
    int each = shape.bytes();
    double sum = 0;
    for (int k = 0; k < each; k++) {
      double difference = (double) values[i * each + k] - values[j * each + k];
      sum += difference * difference;
    }
    return Math.sqrt(sum / each);
  }

  /** The mean of all, pixel by pixel. */
  ImageBatch mean() {
    float[] mean = new float[shape.bytes()];
    for (int i = 0; i < values.length; i++) {
      mean[i % mean.length] += values[i] / count();
    }
    return new ImageBatch(shape, mean);
  }

  /** A grid, row by row; places without an image are white. */
  public BufferedImage grid(int columns) {
    ImageGrid.Layout layout = layout(columns);
    FloatBuffer cells = FloatBuffer.allocate(layout.cells() * shape.bytes()).put(signed());
    while (cells.hasRemaining()) {
      cells.put(1);
    }
    return ImageGrid.ofFloats(cells.flip(), layout);
  }

  /** A grid with the index of each image below it. */
  public BufferedImage numberedGrid(int columns) {
    return NumberedGrid.of(signed(), layout(columns));
  }

  private ImageGrid.Layout layout(int columns) {
    return layout(shape, count(), columns);
  }

  private static ImageGrid.Layout layout(ImageDimensions shape, int count, int columns) {
    return new ImageGrid.Layout(
        (count + columns - 1) / columns, columns, shape.height(), shape.width(), shape.channels());
  }

  /** As grids take them: from -1 to 1. */
  private FloatBuffer signed() {
    FloatBuffer signed = FloatBuffer.allocate(values.length);
    for (float value : values) {
      signed.put(2 * value - 1);
    }
    return signed.flip();
  }
}
