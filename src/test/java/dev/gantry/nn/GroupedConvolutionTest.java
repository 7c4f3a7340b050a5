package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.ScratchGraph;
import dev.gantry.testing.SecondDerivative;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class GroupedConvolutionTest {
  private static final int SIZE = 3;
  private static final int CHANNELS = 6;
  private static final int GROUPS = 3;
  private static final int OWN = CHANNELS / GROUPS;

  private final ScratchGraph scratch = new ScratchGraph();
  private final float[] kernel = Noise.normal(1, 3 * 3 * OWN * CHANNELS);
  private final float[] x = Noise.normal(2, SIZE * SIZE * CHANNELS);
  private final Pass pass =
      new Pass(
          scratch.tf(),
          "network",
          new FrozenVariables(Map.of("network/kernel", kernel)),
          Pass.Mode.TRAINING,
          Precision.FLOAT32);

  @AfterEach
  void close() {
    scratch.close();
  }

  private Operand<TFloat32> convolve(Operand<TFloat32> images) {
    return GroupedConvolution.apply(pass, images, Window.THREE, GROUPS, new Initializer.Fill(0));
  }

  @Test
  void everyOutputSeesOnlyTheChannelsOfItsGroup() {
    Operand<TFloat32> y = convolve(scratch.constant(Shape.of(1, SIZE, SIZE, CHANNELS), x));

    assertThat(y.shape()).isEqualTo(Shape.of(1, SIZE, SIZE, CHANNELS));
    float[] values = scratch.values(y);
    for (int i = 0; i < values.length; i++) {
      int pixel = i / CHANNELS;
      assertThat((double) values[i])
          .isCloseTo(naive(pixel / SIZE, pixel % SIZE, i % CHANNELS), within(1e-5));
    }
  }

  private double naive(int row, int column, int output) {
    double sum = 0;
    for (int i = Math.max(0, 1 - row); i < Math.min(3, SIZE + 1 - row); i++) {
      for (int j = Math.max(0, 1 - column); j < Math.min(3, SIZE + 1 - column); j++) {
        int pixel = (row + i - 1) * SIZE + column + j - 1;
        for (int c = 0; c < OWN; c++) {
          int input = output / OWN * OWN + c;
          sum +=
              (double) x[pixel * CHANNELS + input]
                  * kernel[((i * 3 + j) * OWN + c) * CHANNELS + output];
        }
      }
    }
    return sum;
  }

  @Test
  void oneGroupIsAConvolution() {
    Initializer start = new Initializer.Normal(0, 1);
    VariableStore store = new VariableStore(1);
    Pass plain =
        new Pass(scratch.tf(), "network", store.reads(), Pass.Mode.TRAINING, Precision.FLOAT32);
    Operand<TFloat32> images = scratch.constant(Shape.of(1, SIZE, SIZE, CHANNELS), x);
    Operand<TFloat32> grouped = GroupedConvolution.apply(plain, images, Window.THREE, 1, start);
    Operand<TFloat32> whole = Convolution.apply(plain, images, Window.THREE, CHANNELS, start);
    scratch.run(store.initialize(scratch.tf()));

    assertThat(scratch.values(grouped)).isEqualTo(scratch.values(whole));
  }

  @Test
  void itCanBeDerivedTwice() {
    Placeholder<TFloat32> images = scratch.placeholder(1, 1, 2, CHANNELS);
    Operand<TFloat32> cubes = scratch.tf().math.pow(convolve(images), scratch.tf().constant(3f));
    Operand<TFloat32> sum =
        scratch.tf().reduceSum(cubes, scratch.tf().constant(new int[] {0, 1, 2, 3}));

    SecondDerivative.assertEqualsDifferences(
        scratch,
        SecondDerivative.penalty(scratch, sum, images),
        images,
        Noise.normal(4, 2 * CHANNELS),
        0.01);
  }
}
