package dev.gantry.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.Noise;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What goes into the small graphs of these tests, and what comes out. */
final class GraphValues {
  private GraphValues() {}

  static Operand<TFloat32> noise(Ops tf, long seed, long... shape) {
    Shape of = Shape.of(shape);
    return tf.constant(of, DataBuffers.of(Noise.normal(seed, (int) of.size())));
  }

  static float[] values(Graph graph, Operand<TFloat32> operand) {
    try (Session session = new Session(graph, SessionOptions.shared());
        Result result = session.runner().fetch(operand.op().name()).run()) {
      float[] values = new float[(int) result.get(0).shape().size()];
      ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(values);
      return values;
    }
  }

  static void assertClose(float[] values, float[] expected) {
    assertThat(values).hasSameSizeAs(expected);
    List<Float> all = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isCloseTo(expected[i], within(1e-4f));
      all.add(values[i]);
    }
    assertThat(all).anyMatch(value -> Math.abs(value) > 0.1);
  }
}
