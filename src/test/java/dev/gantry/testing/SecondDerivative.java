package dev.gantry.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Gradients of gradients, as penalties of the discriminator need them. */
public final class SecondDerivative {
  private static final float[] STEPS = {1e-3f, 3e-4f, 1e-4f};

  private SecondDerivative() {}

  /**
   * The sum of the squares of a gradient.
   *
   * @param y derived, scalar
   * @param x by this
   */
  public static Operand<TFloat32> penalty(
      ScratchGraph scratch, Operand<TFloat32> y, Operand<TFloat32> x) {
    Ops tf = scratch.tf();
    Operand<TFloat32> gradient = gradient(scratch, y, x);
    int[] axes = IntStream.range(0, x.shape().numDimensions()).toArray();
    return tf.reduceSum(tf.math.square(gradient), tf.constant(axes));
  }

  /** The gradient of a scalar, which can be derived again. */
  private static Operand<TFloat32> gradient(
      ScratchGraph scratch, Operand<TFloat32> y, Operand<TFloat32> x) {
    Graph graph = scratch.graph();
    Ops tf = scratch.tf();
    Output<?>[] gradients =
        graph.addGradients(
            tf.scope().makeOpName("gradient"),
            new Output<?>[] {y.asOutput()},
            new Output<?>[] {x.asOutput()},
            new Output<?>[] {tf.constant(1f).asOutput()});
    return gradients[0].expect(TFloat32.class);
  }

  /**
   * Fails unless the gradient of a scalar equals its central differences in every coordinate, and
   * none is 0. Of several steps the best counts: one that crosses the kink of a ReLU says nothing.
   *
   * @param tolerance as a share of the largest
   */
  public static void assertEqualsDifferences(
      ScratchGraph scratch,
      Operand<TFloat32> scalar,
      Placeholder<TFloat32> input,
      float[] at,
      double tolerance) {
    Shape shape = input.shape();
    float[] gradient = scratch.values(gradient(scratch, scalar, input), input, shape, at);
    double largest =
        IntStream.range(0, at.length).mapToDouble(i -> Math.abs(gradient[i])).max().orElseThrow();
    for (int i = 0; i < at.length; i++) {
      double derived = gradient[i];
      double nearest = Double.POSITIVE_INFINITY;
      for (float step : STEPS) {
        double above = scratch.values(scalar, input, shape, moved(at, i, step))[0];
        double below = scratch.values(scalar, input, shape, moved(at, i, -step))[0];
        double difference = (above - below) / (2 * step);
        nearest =
            Math.abs(difference - derived) < Math.abs(nearest - derived) ? difference : nearest;
      }
      assertThat(derived)
          .as("coordinate %d", i)
          .isNotZero()
          .isCloseTo(nearest, within(tolerance * largest));
    }
  }

  private static float[] moved(float[] at, int coordinate, float by) {
    float[] there = at.clone();
    there[coordinate] += by;
    return there;
  }
}
