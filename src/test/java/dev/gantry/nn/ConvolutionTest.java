package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.ScratchGraph;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Both convolutions, which are tested as one pair: each is the other's adjoint. */
@ExtendWith(LeakCheck.class)
class ConvolutionTest {
  private static final NaiveConvolution.Images LARGE = new NaiveConvolution.Images(2, 6, 3);
  private static final NaiveConvolution.Images SMALL = new NaiveConvolution.Images(2, 3, 5);

  private final float[] kernel = Noise.normal(1, 4 * 4 * 3 * 5);
  private final float[] large = Noise.normal(2, LARGE.values());
  private final float[] small = Noise.normal(3, SMALL.values());

  @Test
  void convolutionIsTheNaiveLoop() {
    assertClose(halve(), NaiveConvolution.halve(LARGE, SMALL, large, kernel));
  }

  @Test
  void transposedConvolutionIsTheNaiveLoop() {
    assertClose(twice(), NaiveConvolution.twice(LARGE, SMALL, small, kernel));
  }

  @Test
  void transposedConvolutionIsTheAdjointOfConvolution() {
    assertThat(dot(halve(), small)).isCloseTo(dot(large, twice()), within(1e-3));
  }

  private float[] halve() {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Operand<TFloat32> y =
          Convolution.apply(
              pass(scratch),
              images(scratch, LARGE, large),
              Window.HALVING,
              5,
              new Initializer.Fill(0));
      assertThat(y.shape()).isEqualTo(Shape.of(2, 3, 3, 5));
      return scratch.values(y);
    }
  }

  private float[] twice() {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Operand<TFloat32> y =
          TransposedConvolution.apply(
              pass(scratch),
              images(scratch, SMALL, small),
              Window.HALVING,
              3,
              new Initializer.Fill(0));
      assertThat(y.shape()).isEqualTo(Shape.of(2, 6, 6, 3));
      return scratch.values(y);
    }
  }

  private Pass pass(ScratchGraph scratch) {
    return new Pass(
        scratch.tf(),
        "network",
        new FrozenVariables(Map.of("network/kernel", kernel)),
        Pass.Mode.TRAINING,
        Precision.FLOAT32);
  }

  private static Operand<TFloat32> images(
      ScratchGraph scratch, NaiveConvolution.Images images, float[] values) {
    return scratch.constant(
        Shape.of(images.batch(), images.size(), images.size(), images.channels()), values);
  }

  private static void assertClose(float[] actual, double[] expected) {
    assertThat(actual).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-4));
    }
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
