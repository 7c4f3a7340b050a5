package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.ScratchGraph;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Layer and instance norm, which differ only in what they normalize together. */
@ExtendWith(LeakCheck.class)
class LayerNormTest {
  private static final PlainNorm PLAIN = new PlainNorm(3, 4, 2);
  private static final Shape SHAPE = Shape.of(3, 2, 2, 2);
  private static final float[] GAMMA = {3, -2};
  private static final float[] BETA = {10, 20};

  private final ScratchGraph scratch = new ScratchGraph();
  private final float[] x = Noise.normal(1, PLAIN.size());

  LayerNormTest() {
    for (int i = 0; i < x.length; i++) {
      x[i] = (PLAIN.image(i) + 1) * x[i] + 5 * PLAIN.channel(i);
    }
  }

  @AfterEach
  void close() {
    scratch.close();
  }

  private Pass pass(Pass.Mode mode) {
    return new Pass(
        scratch.tf(),
        "network",
        new FrozenVariables(Map.of("network/norm/gamma", GAMMA, "network/norm/beta", BETA)),
        mode,
        Precision.FLOAT32);
  }

  private void assertNormalizes(
      BiFunction<Pass, Operand<TFloat32>, Operand<TFloat32>> norm, IntUnaryOperator group) {
    double[] expected =
        PlainNorm.affine(PLAIN.normalized(x, group, 1e-5), PLAIN::channel, GAMMA, BETA);
    for (Pass.Mode mode : Pass.Mode.values()) {
      Pass pass = pass(mode);

      float[] y = scratch.values(norm.apply(pass, scratch.constant(SHAPE, x)));

      for (int i = 0; i < y.length; i++) {
        assertThat((double) y[i]).isCloseTo(expected[i], within(1e-4));
      }
      assertThat(pass.statistics()).isEmpty();
    }
  }

  @Test
  void layerNormNormalizesEachImageInBothModes() {
    assertNormalizes(LayerNorm::apply, PLAIN::image);
  }

  @Test
  void instanceNormNormalizesEachChannelOfEachImageInBothModes() {
    assertNormalizes(
        InstanceNorm::apply, i -> PLAIN.image(i) * PLAIN.channels() + PLAIN.channel(i));
  }

  @Test
  void varianceBesideALargeMeanIsNotLost() {
    for (int i = 0; i < x.length; i++) {
      x[i] = 4096 + (i % 3);
    }

    assertNormalizes(LayerNorm::apply, PLAIN::image);
  }
}
