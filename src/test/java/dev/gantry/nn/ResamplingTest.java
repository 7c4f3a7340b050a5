package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.ScratchGraph;
import dev.gantry.testing.SecondDerivative;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Upsampling, downsampling and pooling against loops over their definitions. */
@ExtendWith(LeakCheck.class)
class ResamplingTest {
  private static final int BATCH = 2;
  private static final int HEIGHT = 4;
  private static final int WIDTH = 6;
  private static final int CHANNELS = 3;
  private static final Shape SHAPE = Shape.of(BATCH, HEIGHT, WIDTH, CHANNELS);

  private final ScratchGraph scratch = new ScratchGraph();
  private final Ops tf = scratch.tf();
  private final Pass pass =
      new Pass(tf, "network", new FrozenVariables(Map.of()), Pass.Mode.TRAINING, Precision.FLOAT32);
  private final float[] x = Noise.normal(1, (int) SHAPE.size());

  /** One value of the output. */
  private interface Pixel {
    double at(int n, int row, int column, int channel);
  }

  @AfterEach
  void close() {
    scratch.close();
  }

  /** The input; 0 outside. */
  private double x(int n, int row, int column, int channel) {
    boolean inside = row >= 0 && row < HEIGHT && column >= 0 && column < WIDTH;
    return inside ? x[((n * HEIGHT + row) * WIDTH + column) * CHANNELS + channel] : 0;
  }

  private void assertPixels(Operand<TFloat32> y, int height, int width, Pixel expected) {
    assertThat(y.shape()).isEqualTo(Shape.of(BATCH, height, width, CHANNELS));
    float[] values = scratch.values(y);
    int i = 0;
    for (int n = 0; n < BATCH; n++) {
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          for (int c = 0; c < CHANNELS; c++) {
            assertThat((double) values[i++])
                .as("%d, %d, %d, %d", n, row, column, c)
                .isCloseTo(expected.at(n, row, column, c), within(1e-6));
          }
        }
      }
    }
  }

  @Test
  void nearestUpsamplingRepeatsEveryPixelDownAndAcross() {
    assertPixels(
        Upsample.nearest(pass, scratch.constant(SHAPE, x)),
        2 * HEIGHT,
        2 * WIDTH,
        (n, row, column, c) -> x(n, row / 2, column / 2, c));
  }

  @Test
  void bilinearUpsamplingPutsTheMeanBetweenNeighbours() {
    assertPixels(
        Upsample.bilinear(pass, scratch.constant(SHAPE, x)),
        2 * HEIGHT,
        2 * WIDTH,
        (n, row, column, c) -> {
          int below = (row + 1) / 2;
          int right = (column + 1) / 2;
          return (x(n, row / 2, column / 2, c)
                  + x(n, below, column / 2, c)
                  + x(n, row / 2, right, c)
                  + x(n, below, right, c))
              / 4;
        });
  }

  @Test
  void meanDownsamplingIsTheMeanOfEveryFourPixels() {
    assertPixels(
        Downsample.mean(pass, scratch.constant(SHAPE, x)),
        HEIGHT / 2,
        WIDTH / 2,
        (n, row, column, c) ->
            (x(n, 2 * row, 2 * column, c)
                    + x(n, 2 * row + 1, 2 * column, c)
                    + x(n, 2 * row, 2 * column + 1, c)
                    + x(n, 2 * row + 1, 2 * column + 1, c))
                / 4);
  }

  @Test
  void bilinearDownsamplingFiltersByOneTwoOne() {
    double[] filter = {0.25, 0.5, 0.25};
    assertPixels(
        Downsample.bilinear(pass, scratch.constant(SHAPE, x)),
        HEIGHT / 2,
        WIDTH / 2,
        (n, row, column, c) -> {
          double sum = 0;
          for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
              sum += filter[i] * filter[j] * x(n, 2 * row + i - 1, 2 * column + j - 1, c);
            }
          }
          return sum;
        });
  }

  @Test
  void poolingSumsOrAveragesEachChannel() {
    Operand<TFloat32> images = scratch.constant(SHAPE, x);
    float[] sums = scratch.values(Pooling.SUM.apply(pass, images));
    float[] means = scratch.values(Pooling.MEAN.apply(pass, images));

    assertThat(sums).hasSize(BATCH * CHANNELS);
    for (int i = 0; i < sums.length; i++) {
      double sum = 0;
      for (int pixel = 0; pixel < HEIGHT * WIDTH; pixel++) {
        sum += x(i / CHANNELS, pixel / WIDTH, pixel % WIDTH, i % CHANNELS);
      }
      assertThat((double) sums[i]).isCloseTo(sum, within(1e-5));
      assertThat((double) means[i]).isCloseTo(sum / (HEIGHT * WIDTH), within(1e-6));
    }
  }

  static Stream<Named<BiFunction<Pass, Operand<TFloat32>, Operand<TFloat32>>>> layers() {
    return Stream.of(
        Named.of("nearest up", Upsample::nearest),
        Named.of("bilinear up", Upsample::bilinear),
        Named.of("mean down", Downsample::mean),
        Named.of("bilinear down", Downsample::bilinear),
        Named.of("mean pool", Pooling.MEAN::apply),
        Named.of("sum pool", Pooling.SUM::apply));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void everyOneCanBeDerivedTwice(BiFunction<Pass, Operand<TFloat32>, Operand<TFloat32>> layer) {
    Placeholder<TFloat32> images = scratch.placeholder(1, 2, 2, 2);
    Operand<TFloat32> y = layer.apply(pass, images);
    Operand<TFloat32> cubes = tf.math.pow(y, tf.constant(3f));
    int[] axes = y.shape().numDimensions() == 4 ? new int[] {0, 1, 2, 3} : new int[] {0, 1};
    Operand<TFloat32> sum = tf.reduceSum(cubes, tf.constant(axes));

    SecondDerivative.assertEqualsDifferences(
        scratch, SecondDerivative.penalty(scratch, sum, images), images, Noise.normal(4, 8), 0.01);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aBatchOfAnySizeKeepsItsShape(BiFunction<Pass, Operand<TFloat32>, Operand<TFloat32>> layer) {
    Placeholder<TFloat32> images = scratch.placeholder(Shape.UNKNOWN_SIZE, HEIGHT, WIDTH, CHANNELS);
    Operand<TFloat32> fixed = layer.apply(pass, scratch.constant(SHAPE, x));
    Operand<TFloat32> free = layer.apply(pass, images);

    assertThat(scratch.values(free, images, SHAPE, x)).isEqualTo(scratch.values(fixed));
    for (int axis = 1; axis < fixed.shape().numDimensions(); axis++) {
      assertThat(free.shape().get(axis)).isEqualTo(fixed.shape().get(axis));
    }
  }

  @Test
  void imagesOfOddSizeAreRefused() {
    Operand<TFloat32> odd = scratch.constant(Shape.of(1, 3, 2, 1), Noise.normal(1, 6));

    assertThatThrownBy(() -> Downsample.mean(pass, odd))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("images of odd size do not halve: [1, 3, 2, 1]");
  }
}
