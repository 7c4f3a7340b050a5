package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.ScratchGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class BlockMeanTest {
  private final float[] images = Noise.normal(1, 2 * 4 * 8 * 3);

  @Test
  void aPixelIsTheMeanOfItsBlock() {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Operand<TFloat32> small =
          BlockMean.shrink(scratch.tf(), scratch.constant(Shape.of(2, 4, 8, 3), images), 4);

      assertThat(small.shape()).isEqualTo(Shape.of(2, 1, 2, 3));
      float[] values = scratch.values(small);
      for (int i = 0; i < values.length; i++) {
        assertThat((double) values[i]).isCloseTo(blockMean(i), within(1e-6));
      }
    }
  }

  /** Of the i-th of [2, 1, 2, 3]. */
  private double blockMean(int i) {
    int image = i / 6;
    int column = i / 3 % 2;
    double sum = 0;
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 4; x++) {
        sum += images[((image * 4 + y) * 8 + column * 4 + x) * 3 + i % 3];
      }
    }
    return sum / 16;
  }

  @Test
  void aSizeWithoutWholeBlocksIsRefused() {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Operand<TFloat32> odd = scratch.constant(Shape.of(2, 8, 4, 3), images);
      assertThatThrownBy(() -> BlockMean.shrink(scratch.tf(), odd, 3))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
