package dev.gantry.dedup;

import dev.gantry.data.DataConfig;
import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageResizer;
import dev.gantry.data.ImageSet;
import java.nio.ByteBuffer;

/**
 * How alike two images of 32 × 32 in RGB are: the correlation of their values where they overlap,
 * one shifted against the other by up to two pixels each way, at the shift at which their grey is
 * correlated most; as they are, or one of them without its outermost pixels and enlarged to the
 * same size. Brightness and contrast do not count. Not thread-safe.
 */
final class AlignedCorrelation {
  private static final int SIDE = Autoencoder.SIDE;
  private static final int CHANNELS = Autoencoder.CHANNELS;
  static final int MAX_SHIFT = 2;

  private static final ImageDimensions WHOLE = new ImageDimensions(SIDE, SIDE, CHANNELS);
  private static final ImageDimensions CROPPED = new ImageDimensions(SIDE - 2, SIDE - 2, CHANNELS);

  private final ImageSet images;
  private final ByteBuffer bytes = ByteBuffer.allocate(WHOLE.bytes());

  AlignedCorrelation(ImageSet images) {
    this.images = images;
  }

  /**
   * An image as numbers.
   *
   * @param colour [32, 32, 3]
   * @param grey [32, 32]
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  private record Levels(float[] colour, float[] grey) {
    static Levels of(float[] colour) {
      float[] grey = new float[SIDE * SIDE];
      for (int i = 0; i < colour.length; i++) {
        grey[i / CHANNELS] += colour[i];
      }
      return new Levels(colour, grey);
    }

    /** Without the outermost pixels. */
    Levels cropped() {
      float[] inner = new float[CROPPED.bytes()];
      int row = CROPPED.width() * CHANNELS;
      for (int y = 0; y < CROPPED.height(); y++) {
        System.arraycopy(colour, ((y + 1) * SIDE + 1) * CHANNELS, inner, y * row, row);
      }
      return of(ImageResizer.resize(inner, CROPPED, WHOLE, DataConfig.Resize.BICUBIC));
    }
  }

  /** An image that is compared with several. */
  final class Subject {
    private final Levels whole;
    private final Levels cropped;

    private Subject(int image) {
      whole = levels(image);
      cropped = whole.cropped();
    }

    /**
     * Compares with another image.
     *
     * @return from -1 to 1; 1 for equal ones, plain ones included
     */
    double with(int image) {
      Levels other = levels(image);
      double uncropped = aligned(whole, other);
      return Math.max(
          uncropped, Math.max(aligned(cropped, other), aligned(whole, other.cropped())));
    }
  }

  /** An image to be compared with others. */
  Subject subject(int image) {
    return new Subject(image);
  }

  private Levels levels(int image) {
    images.copy(image, bytes.clear());
    float[] colour = new float[WHOLE.bytes()];
    for (int i = 0; i < colour.length; i++) {
      colour[i] = bytes.get(i) & 0xff;
    }
    return Levels.of(colour);
  }

  private static double aligned(Levels one, Levels other) {
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
