package dev.gantry.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat16;

class HalfPrecisionTest {
  @Test
  void valuesOfTheStandardHaveItsBits() {
    assertThat(HalfPrecision.float16(0f)).isEqualTo((short) 0);
    assertThat(HalfPrecision.float16(-0f)).isEqualTo((short) 0x8000);
    assertThat(HalfPrecision.float16(1f)).isEqualTo((short) 0x3c00);
    assertThat(HalfPrecision.float16(-2f)).isEqualTo((short) 0xc000);
    assertThat(HalfPrecision.float16(65504f)).isEqualTo((short) 0x7bff);
    assertThat(HalfPrecision.float16(0x1p-14f)).isEqualTo((short) 0x0400);
    assertThat(HalfPrecision.float16(0x1p-24f)).isEqualTo((short) 1);
    assertThat(HalfPrecision.float16(0x1p-26f)).isEqualTo((short) 0);
    // Between 1 and the next value: to the even one.
    assertThat(HalfPrecision.float16(1 + 0x1p-11f)).isEqualTo((short) 0x3c00);
    assertThat(HalfPrecision.float16(1 + 3 * 0x1p-11f)).isEqualTo((short) 0x3c02);
    assertThat(HalfPrecision.bfloat16(1f)).isEqualTo((short) 0x3f80);
    assertThat(HalfPrecision.bfloat16(-(1 + 0x1p-8f))).isEqualTo((short) 0xbf80);
    assertThat(HalfPrecision.bfloat16(1 + 3 * 0x1p-8f)).isEqualTo((short) 0x3f82);
  }

  @Test
  void whatIsTooLargeIsNotFinite() {
    for (float large : new float[] {65520f, 1e9f, -Float.MAX_VALUE}) {
      assertThat(HalfPrecision.isFinite(HalfPrecision.float16(large), WeightType.FLOAT16))
          .isFalse();
    }
    assertThat(HalfPrecision.isFinite(HalfPrecision.float16(65519f), WeightType.FLOAT16)).isTrue();
    assertThat(HalfPrecision.isFinite(HalfPrecision.bfloat16(1e30f), WeightType.BFLOAT16)).isTrue();
  }

  @Test
  void valuesReadByTensorFlowAreTheNearest() {
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      float value = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(8) - 4));
      short bits = HalfPrecision.float16(value);
      short brain = HalfPrecision.bfloat16(value);
      try (TFloat16 half = TFloat16.tensorOf(Shape.scalar());
          TBfloat16 bfloat = TBfloat16.tensorOf(Shape.scalar())) {
        half.asRawTensor().data().asShorts().setShort(bits, 0);
        bfloat.asRawTensor().data().asShorts().setShort(brain, 0);
        // Half a unit in the last place, or of the smallest number.
        assertThat(Math.abs(half.getFloat() - value))
            .isLessThanOrEqualTo(Math.max(Math.abs(value) * 0x1p-11f, 0x1p-25f));
        assertThat(Math.abs(bfloat.getFloat() - value))
            .isLessThanOrEqualTo(Math.abs(value) * 0x1p-8f);
      }
    }
  }
}
