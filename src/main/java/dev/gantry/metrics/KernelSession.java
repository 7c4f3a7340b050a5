package dev.gantry.metrics;

import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/**
 * Sums of the cubic kernel k(x, y) = (x·y / size + 1)³ over pairs of rows: the products in float32,
 * the cubes and their sum in float64.
 */
final class KernelSession implements AutoCloseable {
  /** The cubes of a tile are of 32 MiB then. */
  private static final int TILE = 2048;

  private final CpuGraph graph = new CpuGraph();
  private final Placeholder<TFloat32> rows;
  private final Placeholder<TFloat32> columns;
  private final Operand<TFloat64> sum;

  KernelSession(int size) {
    Ops tf = graph.ops();
    rows = tf.placeholder(TFloat32.class); // [m, size]
    columns = tf.placeholder(TFloat32.class); // [n, size]
    Operand<TFloat64> products = // [m, n]
        tf.dtypes.cast(tf.linalg.matMul(rows, columns, MatMul.transposeB(true)), TFloat64.class);
    Operand<TFloat64> base = // [m, n]
        tf.math.add(tf.math.div(products, tf.constant((double) size)), tf.constant(1.0));
    Operand<TFloat64> cubes = tf.math.mul(tf.math.square(base), base); // [m, n]
    sum = tf.reduceSum(cubes, tf.array(0, 1)); // []
  }

  /** Over every row of one with every row of the other. */
  double sum(FeatureRows a, FeatureRows b) {
    double total = 0;
    for (int row = 0; row < a.count(); row += TILE) {
      for (int column = 0; column < b.count(); column += TILE) {
        total += tile(a.range(row, TILE), b.range(column, TILE));
      }
    }
    return total;
  }

  /** Over every row with every other row of the same set, in both orders. */
  double sumWithin(FeatureRows rows) {
    double total = sum(rows, rows);
    for (int i = 0; i < rows.count(); i++) {
      double base = squaredLength(rows, i) / rows.size() + 1;
      total -= base * base * base;
    }
    return total;
  }

  private static double squaredLength(FeatureRows rows, int row) {
    double sum = 0;
    for (int i = row * rows.size(); i < (row + 1) * rows.size(); i++) {
      sum += (double) rows.values()[i] * rows.values()[i];
    }
    return sum;
  }

  private double tile(FeatureRows a, FeatureRows b) {
    try (TFloat32 left = ProductSession.tensor(a);
        TFloat32 right = ProductSession.tensor(b);
        Result result = graph.runner().feed(rows, left).feed(columns, right).fetch(sum).run()) {
      return ((TFloat64) result.get(0)).getDouble();
    }
  }

  @Override
  public void close() {
    graph.close();
  }
}
