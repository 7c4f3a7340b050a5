package dev.gantry.metrics;

import dev.gantry.error.Check;

/**
 * What an extractor sees in images, a row for each: features or the probabilities of classes.
 *
 * @param count of rows
 * @param size numbers in a row
 * @param values [count, size] in row-major order; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
public record FeatureRows(int count, int size, float[] values) {
  /** Checks that the sizes fit each other. */
  public FeatureRows {
    Check.that(count >= 0 && size >= 1, "%d rows of %d numbers".formatted(count, size));
    Check.that(
        values.length == (long) count * size,
        "%d numbers for %d rows of %d".formatted(values.length, count, size));
  }
}
