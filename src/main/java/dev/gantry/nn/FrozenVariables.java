package dev.gantry.nn;

import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Variables as constants of an inference graph, by full name. */
public final class FrozenVariables implements VariableSource {
  private final Map<String, float[]> values;

  /**
   * A source of these values.
   *
   * @param values by full name, in row-major order
   */
  public FrozenVariables(Map<String, float[]> values) {
    this.values = Map.copyOf(values);
  }

  @Override
  public Operand<TFloat32> read(Ops tf, VariableSpec spec) {
    float[] value = values.get(spec.name());
    if (value == null) {
      throw new IllegalArgumentException("no value for variable " + spec.name());
    }
    if (value.length != spec.size()) {
      throw new IllegalArgumentException(
          "variable %s has %d values; its shape %s needs %d"
              .formatted(spec.name(), value.length, spec.shape(), spec.size()));
    }
    return tf.constant(spec.shape(), DataBuffers.of(value));
  }
}
