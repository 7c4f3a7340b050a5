package dev.gantry.metrics;

import org.tensorflow.Operand;
import org.tensorflow.RawTensor;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.linalg.SelfAdjointEig;
import org.tensorflow.types.TFloat64;

/** Finds the eigenvalues of F M Fᵀ in float64. */
final class SpectrumSession implements AutoCloseable {
  private final CpuGraph graph = new CpuGraph();
  private final Placeholder<TFloat64> factor;
  private final Placeholder<TFloat64> matrix;
  private final Operand<TFloat64> eigenvalues;

  SpectrumSession() {
    Ops tf = graph.ops();
    factor = tf.placeholder(TFloat64.class); // [rank, size]
    matrix = tf.placeholder(TFloat64.class); // [size, size]
    Operand<TFloat64> half = tf.linalg.matMul(factor, matrix); // [rank, size]
    Operand<TFloat64> whole =
        tf.linalg.matMul(half, factor, MatMul.transposeB(true)); // [rank, rank]
    eigenvalues = tf.linalg.selfAdjointEig(whole, SelfAdjointEig.computeV(false)).e(); // [rank]
  }

  /**
   * The eigenvalues, [rank].
   *
   * @param by F, of rank 1 at least
   * @param of M, [size, size], symmetric
   */
  double[] eigenvalues(PivotedCholesky by, double[] of) {
    try (TFloat64 f = tensor(by.rank(), by.size(), by.values());
        TFloat64 m = tensor(by.size(), by.size(), of);
        Result result = graph.runner().feed(factor, f).feed(matrix, m).fetch(eigenvalues).run()) {
      RawTensor found = result.get(0).asRawTensor();
      double[] values = new double[by.rank()];
      found.data().asDoubles().read(values);
      return values;
    }
  }

  private static TFloat64 tensor(int rows, int columns, double[] values) {
    return TFloat64.tensorOf(Shape.of(rows, columns), DataBuffers.of(values, true, false));
  }

  @Override
  public void close() {
    graph.close();
  }
}
