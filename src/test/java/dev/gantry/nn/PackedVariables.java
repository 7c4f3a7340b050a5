package dev.gantry.nn;

import dev.gantry.testing.Noise;
import dev.gantry.testing.ScratchGraph;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * The input and the variables of a layer as parts of one vector, so that one derivative covers all
 * of them. A layer under test that TensorFlow derives wrongly, or not at all, shows here.
 */
final class PackedVariables implements VariableSource {
  /** Of {@link #errorOfSecondDerivative}; what layers that are right were measured at is 8e-4. */
  static final double TOLERANCE = 0.005;

  private static final int CAPACITY = 600;

  /** A step over which float32 keeps three digits of a second derivative. */
  private static final float STEP = 0.01f;

  private static final int DIRECTIONS = 4;

  private final ScratchGraph scratch;
  private final Ops tf;
  private final Placeholder<TFloat32> packed;
  private final Map<String, Operand<TFloat32>> parts = new LinkedHashMap<>();
  private int used;

  PackedVariables(ScratchGraph scratch) {
    this.scratch = scratch;
    this.tf = scratch.tf();
    this.packed = scratch.placeholder(CAPACITY);
  }

  @Override
  public Operand<TFloat32> read(Ops ops, VariableSpec spec) {
    return parts.computeIfAbsent(spec.name(), name -> next(spec.shape()));
  }

  /** The next values of the vector. */
  Operand<TFloat32> next(Shape shape) {
    int size = (int) shape.size();
    Operand<TFloat32> part =
        tf.slice(packed, tf.constant(new int[] {used}), tf.constant(new int[] {size}));
    used += size;
    return tf.reshape(part, tf.constant(shape.asArray()));
  }

  /**
   * The largest difference between the derivative of the squared norm of {@code ∇ₓ Σ c y²} by
   * everything and its finite differences, relative to the root mean square of the derivative's
   * values.
   *
   * @param x from {@link #next}
   * @param y what the layer made of x
   */
  double errorOfSecondDerivative(Operand<TFloat32> x, Operand<TFloat32> y) {
    Operand<TFloat32> weights =
        scratch.constant(y.shape(), Noise.normal(5, (int) y.shape().size()));
    Operand<TFloat32> score = sum(tf.math.mul(weights, tf.math.square(y)));
    Operand<TFloat32> penalty = sum(tf.math.square(derive("first", score, x)));
    Operand<TFloat32> derived = derive("second", penalty, packed); // [capacity]
    float[] at = Noise.normal(6, CAPACITY);
    float[] gradient = at(derived, at);
    double worst = 0;
    for (int i = 0; i < DIRECTIONS; i++) {
      float[] direction = unit(Noise.normal(10 + i, CAPACITY));
      double expected =
          (at(penalty, moved(at, direction, STEP))[0] - at(penalty, moved(at, direction, -STEP))[0])
              / (2.0 * STEP);
      worst = Math.max(worst, Math.abs(dot(gradient, direction) - expected));
    }
    return worst / Math.sqrt(dot(gradient, gradient) / CAPACITY);
  }

  /** The gradient of a scalar, with a seed that can be derived again. */
  Operand<TFloat32> derive(String name, Operand<TFloat32> scalar, Operand<TFloat32> by) {
    return scratch
        .graph()
        .addGradients(
            name,
            new Output<?>[] {scalar.asOutput()},
            new Output<?>[] {by.asOutput()},
            new Output<?>[] {tf.constant(1f).asOutput()})[0]
        .expect(TFloat32.class);
  }

  private Operand<TFloat32> sum(Operand<TFloat32> values) {
    return tf.reduceSum(tf.reshape(values, tf.constant(new int[] {-1})), tf.constant(0)); // scalar
  }

  private float[] at(Operand<TFloat32> operand, float[] point) {
    return scratch.values(operand, packed, Shape.of(CAPACITY), point);
  }

  private static float[] moved(float[] point, float[] direction, float step) {
    float[] moved = point.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += step * direction[i];
    }
    return moved;
  }

  private static float[] unit(float[] direction) {
    double length = Math.sqrt(dot(direction, direction));
    float[] unit = new float[direction.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (direction[i] / length);
    }
    return unit;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
