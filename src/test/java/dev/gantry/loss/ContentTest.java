package dev.gantry.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.ScratchGraph;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class ContentTest {
  private static final int VALUES = 2 * 3 * 3 * 2;

  private final float[] made = Noise.normal(1, VALUES);
  private final float[] real = Noise.normal(2, VALUES);

  private float loss(Distance distance) {
    try (ScratchGraph scratch = new ScratchGraph()) {
      Operand<TFloat32> loss =
          new PixelContent(distance, 0.001, 0)
              .of(
                  scratch.tf(),
                  scratch.constant(Shape.of(2, 3, 3, 2), made),
                  scratch.constant(Shape.of(2, 3, 3, 2), real));
      assertThat(loss.shape()).isEqualTo(Shape.scalar());
      return scratch.values(loss)[0];
    }
  }

  @Test
  void squaredIsTheMeanOfTheSquares() {
    double expected =
        IntStream.range(0, VALUES).mapToDouble(i -> Math.pow(made[i] - real[i], 2)).sum() / VALUES;
    assertThat((double) loss(Distance.SQUARED)).isCloseTo(expected, within(1e-5));
  }

  @Test
  void absoluteIsTheMeanOfTheAbsoluteValues() {
    double expected =
        IntStream.range(0, VALUES).mapToDouble(i -> Math.abs(made[i] - real[i])).sum() / VALUES;
    assertThat((double) loss(Distance.ABSOLUTE)).isCloseTo(expected, within(1e-5));
  }
}
