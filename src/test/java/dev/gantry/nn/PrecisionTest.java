package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.ScratchGraph;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Products in half precision against the same in float32. */
@ExtendWith(LeakCheck.class)
class PrecisionTest {
  /** Unit roundoff of bfloat16, whose significand has 8 bits. */
  private static final double BFLOAT16 = 1.0 / 256;

  /** Unit roundoff of float16, whose significand has 11 bits. */
  private static final double FLOAT16 = 1.0 / 2048;

  private static final Initializer ZERO = new Initializer.Fill(0);

  /** A layer that multiplies. */
  private interface Layer {
    Operand<TFloat32> apply(Pass pass, Operand<TFloat32> x);
  }

  record Product(String name, Layer layer, Shape input, int kernelValues) {
    float[] of(float[] x, float[] kernel, Precision precision) {
      try (ScratchGraph scratch = new ScratchGraph()) {
        Pass pass =
            new Pass(
                scratch.tf(),
                "network",
                new FrozenVariables(Map.of("network/kernel", kernel)),
                Pass.Mode.INFERENCE,
                precision);
        Operand<TFloat32> y = layer.apply(pass, scratch.constant(input, x));
        assertThat(y.type()).isEqualTo(TFloat32.class);
        return scratch.values(y);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Product> products() {
    return List.of(
        new Product("dense", (pass, x) -> Dense.apply(pass, x, 5, ZERO), Shape.of(4, 36), 36 * 5),
        new Product(
            "convolution",
            (pass, x) -> Convolution.apply(pass, x, Window.HALVING, 5, ZERO),
            Shape.of(2, 6, 6, 3),
            4 * 4 * 3 * 5),
        new Product(
            "transposed convolution",
            (pass, x) -> TransposedConvolution.apply(pass, x, Window.HALVING, 3, ZERO),
            Shape.of(2, 3, 3, 5),
            4 * 4 * 3 * 5));
  }

  @ParameterizedTest
  @MethodSource("products")
  void bfloat16StaysWithinItsRoundingOfFloat32(Product product) {
    staysWithin(BFLOAT16, product, Precision.BFLOAT16);
  }

  @ParameterizedTest
  @MethodSource("products")
  void float16StaysWithinItsRoundingOfFloat32(Product product) {
    staysWithin(FLOAT16, product, Precision.FLOAT16);
  }

  private static void staysWithin(double roundoff, Product product, Precision precision) {
    float[] x = Noise.normal(1, (int) product.input().size());
    float[] kernel = Noise.normal(2, product.kernelValues());

    float[] single = product.of(x, kernel, Precision.FLOAT32);
    float[] half = product.of(x, kernel, precision);

    float[] magnitudes = product.of(absolute(x), absolute(kernel), Precision.FLOAT32);
    assertThat(half).isNotEqualTo(single);
    for (int i = 0; i < single.length; i++) {
      // Both factors of each term are rounded, then the sum.
      double bound = roundoff * (2.1 * magnitudes[i] + Math.abs(single[i]));
      assertThat((double) Math.abs(half[i] - single[i])).isLessThanOrEqualTo(bound);
    }
  }

  private static float[] absolute(float[] values) {
    float[] absolute = values.clone();
    for (int i = 0; i < absolute.length; i++) {
      absolute[i] = Math.abs(absolute[i]);
    }
    return absolute;
  }
}
