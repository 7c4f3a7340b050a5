package dev.gantry.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** A graph of one test with its session: operands in, plain arrays out. Close it in the test. */
public final class ScratchGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Session session = new Session(graph);

  /** Where the test builds. */
  public Ops tf() {
    return tf;
  }

  /** For what needs the graph itself, such as gradients. */
  public Graph graph() {
    return graph;
  }

  /** A constant of that shape, row by row. */
  public Operand<TFloat32> constant(Shape shape, float... values) {
    return tf.constant(shape, DataBuffers.of(values));
  }

  /** A vector. */
  public Operand<TFloat32> vector(float... values) {
    return constant(Shape.of(values.length), values);
  }

  /** What {@link #values} may be given. */
  public Placeholder<TFloat32> placeholder(long... shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
  }

  /** The gradient of a scalar by what it depends on; can be derived again where TensorFlow can. */
  public Operand<TFloat32> gradient(Operand<TFloat32> scalar, Operand<TFloat32> by) {
    return graph
        .addGradients(
            tf.scope().makeOpName("gradient"),
            new Output<?>[] {scalar.asOutput()},
            new Output<?>[] {by.asOutput()},
            new Output<?>[] {tf.constant(1f).asOutput()})[0]
        .expect(TFloat32.class);
  }

  /** Runs all of them, in no order but their dependencies'. */
  public void run(List<Op> targets) {
    run(targets, Map.of());
  }

  /** Runs all of them, fed with scalars. */
  public void run(List<Op> targets, Map<? extends Operand<TFloat32>, Float> scalars) {
    Session.Runner runner = session.runner();
    targets.forEach(runner::addTarget);
    List<Tensor> fed = new ArrayList<>();
    try {
      scalars.forEach((input, value) -> runner.feed(input, keep(fed, TFloat32.scalarOf(value))));
      runner.run().close();
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  private static Tensor keep(List<Tensor> fed, Tensor tensor) {
    fed.add(tensor);
    return tensor;
  }

  /** The values of one operand, row by row. */
  public float[] values(Operand<TFloat32> operand) {
    return values(List.of(operand)).get(0);
  }

  /** The values of one operand while another has these. */
  public float[] values(
      Operand<TFloat32> operand, Operand<TFloat32> input, Shape shape, float[] z) {
    try (TFloat32 tensor = TFloat32.tensorOf(shape, DataBuffers.of(z));
        Result result = session.runner().feed(input, tensor).fetch(operand).run()) {
      return floats(result.get(0));
    }
  }

  /** The values of several operands in one run. */
  public List<float[]> values(List<? extends Operand<TFloat32>> operands) {
    Session.Runner runner = session.runner();
    operands.forEach(runner::fetch);
    List<float[]> values = new ArrayList<>();
    try (Result result = runner.run()) {
      for (int i = 0; i < operands.size(); i++) {
        values.add(floats(result.get(i)));
      }
    }
    return values;
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[(int) tensor.shape().size()];
    ((TFloat32) tensor).asRawTensor().data().asFloats().read(values);
    return values;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
