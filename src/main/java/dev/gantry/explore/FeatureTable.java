package dev.gantry.explore;

import dev.gantry.error.Check;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Features of images, a row each, filled row by row. They lie outside of Java's heap, where they
 * may be gigabytes. For one thread; to be closed.
 */
final class FeatureTable implements AutoCloseable {
  private final TFloat32 values;
  private final int columns;
  private final int[] labels;
  private final double[] sums;
  private final double[] squares;
  private int filled;

  /**
   * An empty table.
   *
   * @param labels one a row; not copied
   */
  FeatureTable(int[] labels, int columns) {
    this.labels = labels;
    this.columns = columns;
    values = TFloat32.tensorOf(Shape.of(labels.length, columns));
    sums = new double[columns];
    squares = new double[columns];
  }

  /** Adds whole rows, one after another. */
  void add(float[] rows) {
    Check.that(
        rows.length % columns == 0, "%d values are no rows of %d".formatted(rows.length, columns));
    values.asRawTensor().data().asFloats().offset((long) filled * columns).write(rows);
    filled += rows.length / columns;
    for (int i = 0; i < rows.length; i++) {
      sums[i % columns] += rows[i];
      squares[i % columns] += (double) rows[i] * rows[i];
    }
  }

  /** [rows, columns]; stays this table's to close. */
  TFloat32 values() {
    return values;
  }

  int[] labels() {
    return labels;
  }

  int rows() {
    return labels.length;
  }

  int columns() {
    return columns;
  }

  /** Of each column. */
  float[] means() {
    float[] means = new float[columns];
    for (int i = 0; i < columns; i++) {
      means[i] = (float) (sums[i] / filled);
    }
    return means;
  }

  /** What brings each column to a standard deviation of 1; 0 for a column that never changes. */
  float[] scales() {
    float[] scales = new float[columns];
    for (int i = 0; i < columns; i++) {
      double mean = sums[i] / filled;
      double variance = squares[i] / filled - mean * mean;
      // What is left of equal values by rounding is no variance.
      scales[i] = variance > 1e-10 * (mean * mean + 1e-10) ? (float) (1 / Math.sqrt(variance)) : 0;
    }
    return scales;
  }

  @Override
  public void close() {
    values.close();
  }
}
