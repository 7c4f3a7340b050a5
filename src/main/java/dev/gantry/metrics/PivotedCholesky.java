package dev.gantry.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The Cholesky factor of a positive semi-definite matrix, which may be singular: at each step the
 * largest of what is left on the diagonal is taken, until nothing is left but rounding (Higham
 * 1990).
 *
 * @param rank number of rows of the factor
 * @param size of the matrix
 * @param values F, [rank, size] in row-major order, with FᵀF = the matrix; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
record PivotedCholesky(int rank, int size, double[] values) {
  private static final double EPSILON = Math.ulp(1.0);

  /** Columns that one thread works on; a stretch of a row fits the first cache. */
  private static final int STRETCH = 256;

  /**
   * Factors.
   *
   * @param matrix [size, size], symmetric; left as it is
   */
  static PivotedCholesky of(double[] matrix, int size) {
    double[] diagonal = new double[size];
    for (int i = 0; i < size; i++) {
      diagonal[i] = matrix[i * size + i];
    }
    // LAPACK's dpstrf stops at the same remainder.
    double least = size * EPSILON * diagonal[largest(diagonal)];
    double[] factor = new double[size * size];
    int rank = 0;
    for (int pivot = largest(diagonal);
        rank < size && diagonal[pivot] > least;
        pivot = largest(diagonal)) {
      addRow(matrix, factor, diagonal, rank, pivot);
      rank++;
    }
    return new PivotedCholesky(rank, size, Arrays.copyOf(factor, rank * size));
  }

  private static int largest(double[] values) {
    int at = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[at]) {
        at = i;
      }
    }
    return at;
  }

  private static void addRow(
      double[] matrix, double[] factor, double[] diagonal, int rank, int pivot) {
    int size = diagonal.length;
    double scale = 1 / Math.sqrt(diagonal[pivot]);
    IntStream.range(0, (size + STRETCH - 1) / STRETCH)
        .parallel()
        .forEach(
            i -> {
              int from = i * STRETCH;
              int to = Math.min(size, from + STRETCH);
              double[] row = residual(matrix, factor, new Place(rank, pivot, size), from, to);
              for (int j = from; j < to; j++) {
                double value = row[j - from] * scale;
                factor[rank * size + j] = value;
                diagonal[j] -= value * value;
              }
            });
    // Never again a pivot, whatever rounding left.
    diagonal[pivot] = 0;
  }

  /** Where the next row goes, and from which row of the matrix it comes. */
  private record Place(int rank, int pivot, int size) {}

  /** The matrix's row without what the rows of the factor so far explain of it. */
  private static double[] residual(
      double[] matrix, double[] factor, Place place, int from, int to) {
    int size = place.size();
    double[] row = new double[to - from];
    System.arraycopy(matrix, place.pivot() * size + from, row, 0, to - from);
    int k = 0;
    for (; k + 4 <= place.rank(); k += 4) {
      subtractFour(row, factor, k * size, place, from);
    }
    for (; k < place.rank(); k++) {
      double weight = factor[k * size + place.pivot()];
      for (int j = 0; j < row.length; j++) {
        row[j] -= weight * factor[k * size + from + j];
      }
    }
    return row;
  }

  /** Four rows at once for one store. */
  private static void subtractFour(double[] row, double[] factor, int at, Place place, int from) {
    int size = place.size();
    double a = factor[at + place.pivot()];
    double b = factor[at + size + place.pivot()];
    double c = factor[at + 2 * size + place.pivot()];
    double d = factor[at + 3 * size + place.pivot()];
    int first = at + from;
    int second = first + size;
    int third = second + size;
    int fourth = third + size;
    for (int j = 0; j < row.length; j++) {
      row[j] -=
          a * factor[first + j]
              + b * factor[second + j]
              + c * factor[third + j]
              + d * factor[fourth + j];
    }
  }
}
