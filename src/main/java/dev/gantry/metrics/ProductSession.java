package dev.gantry.metrics;

import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/** Multiplies each row of one block by each of another, in float32. */
final class ProductSession implements AutoCloseable {
  private final CpuGraph graph = new CpuGraph();
  private final Placeholder<TFloat32> rows;
  private final Placeholder<TFloat32> columns;
  private final Operand<TFloat32> products;

  ProductSession() {
    Ops tf = graph.ops();
    rows = tf.placeholder(TFloat32.class); // [m, size]
    columns = tf.placeholder(TFloat32.class); // [n, size]
    products = tf.linalg.matMul(rows, columns, MatMul.transposeB(true)); // [m, n]
  }

  /** The products, [a.count, b.count] in row-major order. */
  float[] products(FeatureRows a, FeatureRows b) {
    try (TFloat32 left = tensor(a);
        TFloat32 right = tensor(b);
        Result result =
            graph.runner().feed(rows, left).feed(columns, right).fetch(products).run()) {
      float[] values = new float[a.count() * b.count()];
      result.get(0).asRawTensor().data().asFloats().read(values);
      return values;
    }
  }

  static TFloat32 tensor(FeatureRows rows) {
    return TFloat32.tensorOf(
        Shape.of(rows.count(), rows.size()), DataBuffers.of(rows.values(), true, false));
  }

  @Override
  public void close() {
    graph.close();
  }
}
