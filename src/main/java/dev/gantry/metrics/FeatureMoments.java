package dev.gantry.metrics;

import dev.gantry.error.Check;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Count, mean and covariance of rows that come in batches, in float64. Memory is size², whatever
 * the count.
 *
 * <p>Each block of rows is centred by its own mean before it is multiplied, and blocks are combined
 * as in Chan, Golub and LeVeque 1983, so that a large mean costs no digits. How rows are cut into
 * batches changes the last bits only. Not thread-safe; {@link #add} uses every core.
 */
public final class FeatureMoments {
  /** Rows that are centred together: of 2048 numbers each, 2 MiB. */
  private static final int BLOCK = 128;

  /** The matrix is of 512 MiB then. */
  private static final int LARGEST = 8192;

  private final int size;
  private final double[] mean; // [size]

  /** Sum of the products of deviations from the mean; of the lower triangle nothing is kept. */
  private final double[] scatter; // [size, size]

  private long count;

  /**
   * Of no rows yet.
   *
   * @param size numbers in a row, 1 to 8192
   */
  public FeatureMoments(int size) {
    this.size = Check.range("numbers in a row of features", size, 1, LARGEST);
    this.mean = new double[size];
    this.scatter = new double[size * size];
  }

  /** Of these rows. */
  public static FeatureMoments of(FeatureRows rows) {
    FeatureMoments moments = new FeatureMoments(rows.size());
    moments.add(rows);
    return moments;
  }

  /**
   * Of rows that were counted before, such as a reference whose moments were kept.
   *
   * @param count of rows, at least 0
   * @param mean [size]
   * @param covariance [size, size] with n − 1, symmetric; only its upper triangle is read
   */
  public static FeatureMoments given(long count, double[] mean, double[] covariance) {
    FeatureMoments moments = new FeatureMoments(mean.length);
    Check.that(count >= 0, count + " rows");
    Check.that(
        covariance.length == moments.scatter.length,
        "a covariance of %d numbers for a mean of %d".formatted(covariance.length, mean.length));
    moments.count = count;
    System.arraycopy(mean, 0, moments.mean, 0, mean.length);
    for (int i = 0; i < covariance.length; i++) {
      moments.scatter[i] = covariance[i] * Math.max(0, count - 1);
    }
    return moments;
  }

  /** Rows added so far. */
  public long count() {
    return count;
  }

  /** Numbers in a row. */
  public int size() {
    return size;
  }

  /** The mean of each number, [size]; 0 without rows. */
  public double[] mean() {
    return mean.clone();
  }

  /**
   * The covariance with n − 1, [size, size] in row-major order.
   *
   * @throws IllegalStateException if there are fewer than 2 rows
   */
  public double[] covariance() {
    if (count < 2) {
      throw new IllegalStateException("the covariance of %d rows".formatted(count));
    }
    double[] covariance = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = i; j < size; j++) {
        double value = scatter[i * size + j] / (count - 1);
        covariance[i * size + j] = value;
        covariance[j * size + i] = value;
      }
    }
    return covariance;
  }

  /**
   * What to say of a covariance from so few rows that it is singular, which makes distances depend
   * on the count more than on the pictures; empty where there are more rows than numbers in one.
   */
  public Optional<String> caution() {
    if (count > size) {
      return Optional.empty();
    }
    return Optional.of(
        "%d images for %d features: the covariance is singular; compare only with numbers from as"
                .formatted(count, size)
            + " many images, and take at least 10,000 to report one");
  }

  /**
   * Adds rows.
   *
   * @throws dev.gantry.error.RunException if a number is not finite
   */
  public void add(FeatureRows rows) {
    rows.requireSize(size);
    rows.requireFinite();
    for (int from = 0; from < rows.count(); from += BLOCK) {
      addBlock(rows, from, Math.min(rows.count(), from + BLOCK));
    }
  }

  private void addBlock(FeatureRows rows, int from, int to) {
    double[] blockMean = rows.mean(from, to); // [size]
    double[] centred = new double[(to - from) * size]; // [to - from, size]
    for (int i = 0; i < centred.length; i++) {
      centred[i] = rows.values()[from * size + i] - blockMean[i % size];
    }
    combine(to - from, blockMean);
    IntStream.range(0, size).parallel().forEach(i -> addProducts(centred, i));
  }

  /** Row {@code i} of the scatter, right of the diagonal; four rows at once for one store. */
  private void addProducts(double[] centred, int i) {
    int row = 0;
    for (; row + 4 * size <= centred.length; row += 4 * size) {
      addFour(centred, row, i);
    }
    for (; row < centred.length; row += size) {
      double x = centred[row + i];
      for (int j = i; j < size; j++) {
        scatter[i * size + j] += x * centred[row + j];
      }
    }
  }

  private void addFour(double[] centred, int row, int i) {
    int second = row + size;
    int third = second + size;
    int fourth = third + size;
    double a = centred[row + i];
    double b = centred[second + i];
    double c = centred[third + i];
    double d = centred[fourth + i];
    for (int j = i; j < size; j++) {
      scatter[i * size + j] +=
          a * centred[row + j]
              + b * centred[second + j]
              + c * centred[third + j]
              + d * centred[fourth + j];
    }
  }

  /** Adds all rows that another has, which is left as it is. */
  public void merge(FeatureMoments other) {
    Check.that(size == other.size, "rows of %d and of %d numbers".formatted(size, other.size));
    if (other.count == 0) {
      return;
    }
    double[] othersScatter = other == this ? scatter.clone() : other.scatter;
    combine(other.count, other.mean.clone());
    for (int i = 0; i < scatter.length; i++) {
      scatter[i] += othersScatter[i];
    }
  }

  /** Moves the mean, and adds what the distance of the two means adds to the scatter. */
  private void combine(long others, double[] othersMean) {
    double share = (double) others / (count + others);
    double[] apart = new double[size];
    for (int i = 0; i < size; i++) {
      apart[i] = othersMean[i] - mean[i];
    }
    double weight = count * share;
    for (int i = 0; i < size && weight > 0; i++) {
      for (int j = i; j < size; j++) {
        scatter[i * size + j] += weight * apart[i] * apart[j];
      }
    }
    for (int i = 0; i < size; i++) {
      mean[i] += share * apart[i];
    }
    count += others;
  }
}
