package dev.gantry.metrics;

import dev.gantry.error.Check;
import dev.gantry.error.RunException;
import java.util.Arrays;

/**
 * What an extractor sees in images, a row for each: features or the probabilities of classes.
 *
 * @param count of rows
 * @param size numbers in a row
 * @param values [count, size] in row-major order; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
public record FeatureRows(int count, int size, float[] values) {
  /** How far from 1 the probabilities of a row may add up to. */
  private static final double ROUNDING = 1e-3;

  /** Checks that the sizes fit each other. */
  public FeatureRows {
    Check.that(count >= 0 && size >= 1, "%d rows of %d numbers".formatted(count, size));
    Check.that(
        values.length == (long) count * size,
        "%d numbers for %d rows of %d".formatted(values.length, count, size));
  }

  /** Where the largest number of a row stands, the first of equals: of probabilities, the class. */
  public int largest(int row) {
    int best = 0;
    for (int i = 1; i < size; i++) {
      if (values[row * size + i] > values[row * size + best]) {
        best = i;
      }
    }
    return best;
  }

  /**
   * Copies some rows.
   *
   * @param rows their indices, in the order of the result
   */
  public FeatureRows select(int[] rows) {
    float[] selected = new float[Math.multiplyExact(rows.length, size)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * size, selected, i * size, size);
    }
    return new FeatureRows(rows.length, size, selected);
  }

  /** The rows from {@code from}, at most {@code most} of them. */
  FeatureRows range(int from, int most) {
    int rows = Math.min(most, count - from);
    return rows == count
        ? this
        : new FeatureRows(
            rows, size, Arrays.copyOfRange(values, from * size, (from + rows) * size));
  }

  /** The mean of each number over the rows {@code from} to before {@code to}, [size]. */
  double[] mean(int from, int to) {
    double[] mean = new double[size];
    for (int i = from * size; i < to * size; i++) {
      mean[i % size] += values[i];
    }
    for (int i = 0; i < size; i++) {
      mean[i] /= to - from;
    }
    return mean;
  }

  /** Throws unless rows have so many numbers. */
  void requireSize(int expected) {
    Check.that(
        size == expected, "rows of %d numbers where %d are expected".formatted(size, expected));
  }

  /**
   * Checks that every number is finite, without which no metric means anything.
   *
   * @throws RunException if one is not, with its place
   */
  void requireFinite() {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new RunException(
            "feature %d of image %d is %s; check the extractor's weights and the images"
                .formatted(i % size, i / size, values[i]));
      }
    }
  }

  /** Throws unless each row is of numbers from 0 that add up to 1. */
  void requireProbabilities() {
    requireFinite();
    for (int i = 0; i < count; i++) {
      double sum = 0;
      for (int j = 0; j < size; j++) {
        float probability = values[i * size + j];
        Check.that(probability >= 0, "a probability of %s in row %d".formatted(probability, i));
        sum += probability;
      }
      Check.that(
          Math.abs(sum - 1) < ROUNDING,
          "the probabilities of row %d add up to %s".formatted(i, sum));
    }
  }
}
