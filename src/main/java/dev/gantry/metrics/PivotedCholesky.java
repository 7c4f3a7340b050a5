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
  /**
   * Factors, on all cores.
   *
   * @param matrix [size, size], symmetric; left as it is
   */
  static PivotedCholesky of(double[] matrix, int size) {
    return new Elimination(matrix, size).run();
  }

  /** The factor so far, and what it leaves of the matrix. */
  private static final class Elimination {
    /** Rows that are subtracted from the rest together: of 2048 numbers each, 1 MiB. */
    private static final int PANEL = 64;

    private final int size;
    private final double[] factor; // [size, size], of which rank rows are known
    private final double[] rest; // [size, size], without the rows before the panel
    private final double[] diagonal; // [size], without every row so far
    private int rank;
    private int panel;

    Elimination(double[] matrix, int size) {
      this.size = size;
      this.factor = new double[size * size];
      this.rest = matrix.clone();
      this.diagonal = new double[size];
      for (int i = 0; i < size; i++) {
        diagonal[i] = matrix[i * size + i];
      }
    }

    PivotedCholesky run() {
      // LAPACK's dpstrf stops at the same remainder.
      double least = size * Math.ulp(1.0) * diagonal[largest()];
      for (int pivot = largest(); rank < size && diagonal[pivot] > least; pivot = largest()) {
        addRow(pivot);
        if (rank - panel == PANEL) {
          subtractPanel();
        }
      }
      return new PivotedCholesky(rank, size, Arrays.copyOf(factor, rank * size));
    }

    private int largest() {
      int at = 0;
      for (int i = 1; i < size; i++) {
        if (diagonal[i] > diagonal[at]) {
          at = i;
        }
      }
      return at;
    }

    private void addRow(int pivot) {
      double[] row = Arrays.copyOfRange(rest, pivot * size, (pivot + 1) * size);
      subtract(row, 0, pivot);
      double scale = 1 / Math.sqrt(diagonal[pivot]);
      for (int j = 0; j < size; j++) {
        double value = row[j] * scale;
        factor[rank * size + j] = value;
        diagonal[j] -= value * value;
      }
      // Never again a pivot, whatever rounding left.
      diagonal[pivot] = 0;
      rank++;
    }

    private void subtractPanel() {
      IntStream.range(0, size)
          .parallel()
          .filter(i -> diagonal[i] > 0)
          .forEach(i -> subtract(rest, i * size, i));
      panel = rank;
    }

    /** Takes off a row of the rest what the panel explains of it; four rows for one store. */
    private void subtract(double[] target, int start, int column) {
      int k = panel;
      for (; k + 4 <= rank; k += 4) {
        subtractFour(target, start, column, k * size);
      }
      for (; k < rank; k++) {
        double weight = factor[k * size + column];
        for (int j = 0; j < size; j++) {
          target[start + j] -= weight * factor[k * size + j];
        }
      }
    }

    private void subtractFour(double[] target, int start, int column, int first) {
      int second = first + size;
      int third = second + size;
      int fourth = third + size;
      double a = factor[first + column];
      double b = factor[second + column];
      double c = factor[third + column];
      double d = factor[fourth + column];
      for (int j = 0; j < size; j++) {
        target[start + j] -=
            a * factor[first + j]
                + b * factor[second + j]
                + c * factor[third + j]
                + d * factor[fourth + j];
      }
    }
  }
}
