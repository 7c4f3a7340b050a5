package dev.gantry.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.nn.Draws;
import dev.gantry.testing.Families;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.Options;
import dev.gantry.testing.ScratchGraph;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TFloat32;

/** What every penalty promises. */
@ExtendWith(LeakCheck.class)
class PenaltyContractTest {
  private static final Shape IMAGES = Shape.of(2, 3, 3, 2);
  private static final Shape KERNEL = Shape.of(3, 3, 2, 3);
  private static final float[] WEIGHTS = Noise.normal(3, 54);
  private static final float[] HEAD = Noise.normal(4, 27);

  static List<Penalty> penalties() {
    return Families.defaults(Penalty.class).stream().filter(p -> !p.isNone()).toList();
  }

  @ParameterizedTest
  @MethodSource("penalties")
  void derivativeByTheWeightsIsTheFiniteDifference(Penalty penalty) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Placeholder<TFloat32> kernel = scratch.placeholder(KERNEL.asArray());
      Operand<TFloat32> value =
          penalty.of(subject(scratch, images -> scores(scratch, kernel, images)));
      Operand<TFloat32> gradient = scratch.gradient(value, kernel);

      float[] derived = scratch.values(gradient, kernel, KERNEL, WEIGHTS);

      double scale = 0;
      for (float each : derived) {
        scale = Math.max(scale, Math.abs(each));
      }
      assertThat(scale).isPositive();
      float h = 1f / 128;
      for (int i = 0; i < WEIGHTS.length; i++) {
        double above = scratch.values(value, kernel, KERNEL, moved(i, h))[0];
        double below = scratch.values(value, kernel, KERNEL, moved(i, -h))[0];
        assertThat(derived[i] / scale)
            .as("weight %d", i)
            .isCloseTo((above - below) / (2 * h) / scale, within(1e-3));
      }
    }
  }

  /** The last summand is a curve, so that the gradient differs from image to image. */
  private static Operand<TFloat32> scores(
      ScratchGraph scratch, Operand<TFloat32> kernel, Operand<TFloat32> images) {
    Ops tf = scratch.tf();
    Operand<TFloat32> convolved =
        tf.nn.conv2d(images, kernel, List.of(1L, 1L, 1L, 1L), "SAME"); // [2, 3, 3, 3]
    // So far from 0 that no difference crosses the kink.
    Operand<TFloat32> offset = scratch.vector(100, -100, 100);
    Operand<TFloat32> active =
        tf.nn.leakyRelu(tf.math.add(convolved, offset), LeakyRelu.alpha(0.2f));
    Operand<TFloat32> curve = tf.math.mul(convolved, convolved); // [2, 3, 3, 3]
    Operand<TFloat32> head = scratch.constant(Shape.of(27, 1), HEAD);
    Operand<TFloat32> rows =
        tf.reshape(
            tf.math.add(active, tf.math.mul(curve, tf.constant(0.1f))),
            tf.constant(new int[] {2, 27}));
    return tf.reshape(tf.linalg.matMul(rows, head), tf.constant(new int[] {2}));
  }

  private static float[] moved(int index, float by) {
    float[] moved = WEIGHTS.clone();
    moved[index] += by;
    return moved;
  }

  private static Penalty.Subject subject(
      ScratchGraph scratch, UnaryOperator<Operand<TFloat32>> scores) {
    return new Penalty.Subject(
        scratch.graph(),
        scratch.tf(),
        scores,
        scratch.constant(IMAGES, Noise.normal(1, 36)),
        scratch.constant(IMAGES, Noise.normal(2, 36)),
        new Draws(scratch.tf(), 5, scratch.tf().constant(7L)));
  }

  @ParameterizedTest
  @MethodSource("penalties")
  void slopeOfZeroGivesAFinitePenaltyAndDerivative(Penalty penalty) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Placeholder<TFloat32> kernel = scratch.placeholder(KERNEL.asArray());
      Operand<TFloat32> value =
          penalty.of(subject(scratch, images -> scores(scratch, kernel, images)));
      float[] zeros = new float[WEIGHTS.length];
      Operand<TFloat32> gradient = scratch.gradient(value, kernel);

      assertThat(scratch.values(value, kernel, KERNEL, zeros)[0]).isFinite();
      for (float each : scratch.values(gradient, kernel, KERNEL, zeros)) {
        assertThat(each).isFinite();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("penalties")
  void aPenaltyTakenSeldomIsAsOftenStronger(Penalty penalty) {
    if (penalty instanceof R1 || penalty instanceof R2 || penalty instanceof R1AndR2) {
      Penalty lazy = (Penalty) Options.with((Record) penalty, "every", 16);

      assertThat(penalty.every()).isEqualTo(1);
      assertThat(lazy.every()).isEqualTo(16);
      assertThat(value(lazy)).isCloseTo(16 * value(penalty), within(1e-5 * value(lazy)));
    } else {
      assertThat(penalty.every()).isEqualTo(1);
    }
  }

  private static double value(Penalty penalty) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      return scratch
          .values(
              penalty.of(
                  subject(scratch, x -> scores(scratch, scratch.constant(KERNEL, WEIGHTS), x))))[0];
    }
  }
}
