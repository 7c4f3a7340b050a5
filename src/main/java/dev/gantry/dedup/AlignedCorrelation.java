package dev.gantry.dedup;

import dev.gantry.data.ImageSet;
import java.nio.ByteBuffer;

/**
 * How alike two images of 32 × 32 in RGB are: the correlation of their values where they overlap,
 * one shifted against the other by up to two pixels each way, at the shift at which their grey is
 * correlated most. Brightness and contrast do not count. Not thread-safe.
 */
final class AlignedCorrelation {
  private static final int SIDE = Autoencoder.SIDE;
  private static final int CHANNELS = Autoencoder.CHANNELS;
  private static final int MAX_SHIFT = 2;

  private final ImageSet images;
  private final Picture one = new Picture();
  private final Picture other = new Picture();

  AlignedCorrelation(ImageSet images) {
    this.images = images;
  }

  /** An image as numbers. */
  private static final class Picture {
    private final ByteBuffer bytes = ByteBuffer.allocate(SIDE * SIDE * CHANNELS);
    private final float[] colour = new float[SIDE * SIDE * CHANNELS]; // [32, 32, 3]
    private final float[] grey = new float[SIDE * SIDE]; // [32, 32]
    private int index = -1;

    void read(ImageSet images, int image) {
      if (image == index) {
        return;
      }
      images.copy(image, bytes.clear());
      for (int i = 0; i < grey.length; i++) {
        float sum = 0;
        for (int c = 0; c < CHANNELS; c++) {
          colour[i * CHANNELS + c] = bytes.get(i * CHANNELS + c) & 0xff;
          sum += colour[i * CHANNELS + c];
        }
        grey[i] = sum;
      }
      index = image;
    }
  }

  /**
   * Compares two images.
   *
   * @return from -1 to 1; 1 for equal ones, plain ones included
   */
  double of(int a, int b) {
    one.read(images, a);
    other.read(images, b);
    double most = Double.NEGATIVE_INFINITY;
    int down = 0;
    int right = 0;
    for (int y = -MAX_SHIFT; y <= MAX_SHIFT; y++) {
      for (int x = -MAX_SHIFT; x <= MAX_SHIFT; x++) {
        double correlation = correlation(one.grey, other.grey, 1, y, x);
        if (correlation > most) {
          most = correlation;
          down = y;
          right = x;
        }
      }
    }
    return correlation(one.colour, other.colour, CHANNELS, down, right);
  }

  /** Of {@code a} at each place, and of {@code b} so far down and to the right of it. */
  private static double correlation(float[] a, float[] b, int channels, int down, int right) {
    int row = SIDE * channels;
    int width = (SIDE - Math.abs(right)) * channels;
    int height = SIDE - Math.abs(down);
    int atA = Math.max(0, -down) * row + Math.max(0, -right) * channels;
    int atB = Math.max(0, down) * row + Math.max(0, right) * channels;
    double sumA = 0;
    double sumB = 0;
    double squaresA = 0;
    double squaresB = 0;
    double products = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double valueA = a[atA + y * row + x];
        double valueB = b[atB + y * row + x];
        sumA += valueA;
        sumB += valueB;
        squaresA += valueA * valueA;
        squaresB += valueB * valueB;
        products += valueA * valueB;
      }
    }
    double count = (double) width * height;
    double varianceA = squaresA - sumA * sumA / count;
    double varianceB = squaresB - sumB * sumB / count;
    if (varianceA < count || varianceB < count) {
      // Deviations below one level: nothing to be correlated.
      return varianceA < count && varianceB < count && Math.abs(sumA - sumB) < count ? 1 : 0;
    }
    return (products - sumA * sumB / count) / Math.sqrt(varianceA * varianceB);
  }
}
