package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.data.DataConfig.Resize;
import org.junit.jupiter.api.Test;

class ImageResizerTest {
  private static final ImageDimensions LOW = new ImageDimensions(6, 5, 3);
  private static final ImageDimensions HIGH = new ImageDimensions(12, 20, 3);

  /** A plane in each channel: {@code c + 2 y + 3 x} at the pixel's centre. */
  private static float[] slope(ImageDimensions shape, double pixelHeight, double pixelWidth) {
    float[] values = new float[shape.bytes()];
    for (int i = 0; i < values.length; i++) {
      int pixel = i / 3;
      int row = pixel / shape.width();
      double y = (row + 0.5) * pixelHeight;
      double x = (pixel % shape.width() + 0.5) * pixelWidth;
      values[i] = (float) (i % 3 + 2 * y + 3 * x);
    }
    return values;
  }

  @Test
  void bicubicKeepsASlopeAwayFromTheEdges() {
    float[] large = ImageResizer.resize(slope(LOW, 2, 4), LOW, HIGH, Resize.BICUBIC);
    float[] expected = slope(HIGH, 1, 1);
    for (int i = 0; i < large.length; i++) {
      int y = i / 3 / HIGH.width();
      int x = i / 3 % HIGH.width();
      if (y >= 4 && y < 8 && x >= 8 && x < 12) {
        assertThat(large[i]).isCloseTo(expected[i], within(1e-4f));
      }
    }
  }

  @Test
  void areaIsTheMeanOfTheBlock() {
    // The mean of a slope over a block is its value at the block's centre.
    assertThat(ImageResizer.resize(slope(HIGH, 1, 1), HIGH, LOW, Resize.AREA))
        .containsExactly(slope(LOW, 2, 4), within(1e-4f));
  }

  @Test
  void areaRepeatsPixelsWhereItEnlarges() {
    ImageDimensions two = new ImageDimensions(1, 2, 1);
    ImageDimensions eight = new ImageDimensions(2, 4, 1);
    assertThat(ImageResizer.resize(new float[] {1, 5}, two, eight, Resize.AREA))
        .containsExactly(1, 1, 5, 5, 1, 1, 5, 5);
  }

  @Test
  void aPictureOfAnotherSizeThanSaidIsRefused() {
    assertThatThrownBy(() -> ImageResizer.resize(new float[5], LOW, HIGH, Resize.AREA))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
