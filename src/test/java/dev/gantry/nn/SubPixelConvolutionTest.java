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

@ExtendWith(LeakCheck.class)
class SubPixelConvolutionTest {
  private static final int SCALE = 2;
  private static final int FILTERS = 3;
  private static final int CHANNELS = SCALE * SCALE * FILTERS;

  /** With a window of one pixel that copies channels, only the change of places is left. */
  @Test
  void valuesOfABlockAreTheChannelsOfItsPixel() {
    int height = 2;
    int width = 3;
    float[] small = Noise.normal(1, height * width * CHANNELS);
    float[] identity = new float[CHANNELS * CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      identity[c * CHANNELS + c] = 1;
    }
    float[] bias = Noise.normal(2, CHANNELS);
    try (ScratchGraph scratch = new ScratchGraph()) {
      Pass pass =
          new Pass(
              scratch.tf(),
              "network",
              new FrozenVariables(Map.of("network/kernel", identity, "network/bias", bias)),
              Pass.Mode.TRAINING,
              Precision.FLOAT32);
      Operand<TFloat32> large =
          SubPixelConvolution.apply(
              pass,
              scratch.constant(Shape.of(1, height, width, CHANNELS), small),
              Window.ONE,
              SCALE,
              FILTERS,
              new Initializer.Fill(0));

      assertThat(large.shape()).isEqualTo(Shape.of(1, 4, 6, FILTERS));
      float[] values = scratch.values(large);
      for (int y = 0; y < height * SCALE; y++) {
        for (int x = 0; x < width * SCALE; x++) {
          for (int f = 0; f < FILTERS; f++) {
            int channel = (y % SCALE * SCALE + x % SCALE) * FILTERS + f;
            int pixel = y / SCALE * width + x / SCALE;
            assertThat(values[(y * width * SCALE + x) * FILTERS + f])
                .isCloseTo(small[pixel * CHANNELS + channel] + bias[channel], within(1e-6f));
          }
        }
      }
    }
  }
}
