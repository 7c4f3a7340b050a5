package dev.gantry.graph;

import java.util.function.IntUnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A small constant matrix. */
final class Matrix {
  private final double[][] values;

  private Matrix(double[][] values) {
    this.values = values;
  }

  /** Keeps a reference to [rows][columns]. */
  static Matrix of(double[][] values) {
    return new Matrix(values);
  }

  static Matrix zeros(int rows, int columns) {
    return new Matrix(new double[rows][columns]);
  }

  int rows() {
    return values.length;
  }

  int columns() {
    return values[0].length;
  }

  double at(int row, int column) {
    return values[row][column];
  }

  void set(int row, int column, double value) {
    values[row][column] = value;
  }

  Matrix transposed() {
    Matrix turned = zeros(columns(), rows());
    for (int i = 0; i < rows(); i++) {
      for (int j = 0; j < columns(); j++) {
        turned.values[j][i] = values[i][j];
      }
    }
    return turned;
  }

  /** The Kronecker product: row (i, k) and column (j, l) hold {@code this[i, j] · other[k, l]}. */
  Matrix times(Matrix other) {
    Matrix product = zeros(rows() * other.rows(), columns() * other.columns());
    for (int i = 0; i < product.rows(); i++) {
      for (int j = 0; j < product.columns(); j++) {
        product.values[i][j] =
            values[i / other.rows()][j / other.columns()]
                * other.values[i % other.rows()][j % other.columns()];
      }
    }
    return product;
  }

  /** The same rows in another order: row i is the given one of this. */
  Matrix rows(IntUnaryOperator source) {
    Matrix ordered = zeros(rows(), columns());
    for (int i = 0; i < rows(); i++) {
      ordered.values[i] = values[source.applyAsInt(i)].clone();
    }
    return ordered;
  }

  /** As a constant of a graph, [rows, columns]. */
  Operand<TFloat32> in(Ops tf) {
    float[][] rounded = new float[rows()][columns()];
    for (int i = 0; i < rows(); i++) {
      for (int j = 0; j < columns(); j++) {
        rounded[i][j] = (float) values[i][j];
      }
    }
    return tf.constant(rounded);
  }
}
