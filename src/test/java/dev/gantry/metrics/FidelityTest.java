package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.data.ImageDimensions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FidelityTest {
  private static final ImageDimensions GREY = new ImageDimensions(20, 24, 1);

  private static float[] noise(ImageDimensions shape) {
    Random random = new Random(1);
    float[] values = new float[shape.bytes()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.2f + 0.6f * random.nextFloat();
    }
    return values;
  }

  private static float[] plus(float[] values, float constant) {
    float[] moved = values.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += constant;
    }
    return moved;
  }

  @Test
  void equalPicturesAreAsNearAsCanBe() {
    Fidelity same = Fidelity.of(noise(GREY), noise(GREY), GREY, 4);
    assertThat(same.psnr()).isEqualTo(100);
    assertThat(same.ssim()).isCloseTo(1, within(1e-12));
  }

  @Test
  void psnrOfAConstantDifferenceIsItsLogarithm() {
    float[] real = noise(GREY);
    assertThat(Fidelity.of(plus(real, 0.1f), real, GREY, 4).psnr()).isCloseTo(20, within(1e-4));
    assertThat(Fidelity.of(plus(real, -0.01f), real, GREY, 4).psnr()).isCloseTo(40, within(1e-3));
  }

  @Test
  void ssimOfConstantPicturesIsTheirLuminanceTerm() {
    float[] a = plus(new float[GREY.bytes()], 0.3f);
    float[] b = plus(new float[GREY.bytes()], 0.6f);
    double expected = (2 * 0.3 * 0.6 + 1e-4) / (0.09 + 0.36 + 1e-4);
    assertThat(Fidelity.of(a, b, GREY, 4).ssim()).isCloseTo(expected, within(1e-6));
  }

  @Test
  void ssimOfAStretchedPictureIsTheFormulaAtEveryPlace() {
    float[] real = noise(GREY);
    float[] made = real.clone();
    for (int i = 0; i < made.length; i++) {
      made[i] = 0.5f * made[i] + 0.3f;
    }
    assertThat(Ssim.of(Plane.luma(made, GREY), Plane.luma(real, GREY)))
        .isCloseTo(direct(made, real), within(1e-6));
  }

  /** Wang et al. 2004, equations 13 to 16, window by window. */
  private static double direct(float[] a, float[] b) {
    double sum = 0;
    int places = 0;
    for (int top = 0; top + 11 <= GREY.height(); top++) {
      for (int left = 0; left + 11 <= GREY.width(); left++) {
        sum += place(a, b, top, left);
        places++;
      }
    }
    return sum / places;
  }

  private static double place(float[] a, float[] b, int top, int left) {
    double total = 0;
    double[] means = new double[2];
    for (int i = 0; i < 121; i++) {
      int at = (top + i / 11) * GREY.width() + left + i % 11;
      total += weight(i);
      means[0] += weight(i) * a[at];
      means[1] += weight(i) * b[at];
    }
    double meanA = means[0] / total;
    double meanB = means[1] / total;
    double varA = 0;
    double varB = 0;
    double covariance = 0;
    for (int i = 0; i < 121; i++) {
      double w = weight(i) / total;
      int at = (top + i / 11) * GREY.width() + left + i % 11;
      varA += w * (a[at] - meanA) * (a[at] - meanA);
      varB += w * (b[at] - meanB) * (b[at] - meanB);
      covariance += w * (a[at] - meanA) * (b[at] - meanB);
    }
    return (2 * meanA * meanB + 1e-4)
        * (2 * covariance + 9e-4)
        / ((meanA * meanA + meanB * meanB + 1e-4) * (varA + varB + 9e-4));
  }

  private static double weight(int i) {
    double y = i / 11 - 5;
    double x = i % 11 - 5;
    return Math.exp(-(x * x + y * y) / (2 * 1.5 * 1.5));
  }

  @Test
  void colourCountsByItsLuma() {
    ImageDimensions shape = new ImageDimensions(12, 12, 3);
    float[] black = new float[shape.bytes()];
    float[] green = black.clone();
    for (int i = 1; i < green.length; i += 3) {
      green[i] = 1;
    }
    assertThat(Fidelity.of(green, black, shape, 2).psnr())
        .isCloseTo(-20 * Math.log10(0.587), within(1e-9));
  }

  @Test
  void theBorderAndWhatIsBeyondTheRangeDoNotCount() {
    float[] real = plus(new float[GREY.bytes()], 1);
    float[] made = plus(real, 3);
    for (int x = 0; x < 4 * GREY.width(); x++) {
      made[x] = 0;
    }
    assertThat(Fidelity.of(made, real, GREY, 4).psnr()).isEqualTo(100);
    assertThat(Fidelity.of(made, real, GREY, 2).psnr()).isLessThan(100);
  }

  @Test
  void picturesSmallerThanTheWindowAreCompared() {
    ImageDimensions tiny = new ImageDimensions(8, 8, 1);
    Fidelity fidelity = Fidelity.of(new float[64], plus(new float[64], 0.1f), tiny, 4);
    assertThat(fidelity.psnr()).isCloseTo(20, within(1e-4));
    assertThat(fidelity.ssim()).isCloseTo(1e-4 / (0.01 + 1e-4), within(1e-6));
  }

  @Test
  void theMeanIsOfEachNumber() {
    assertThat(Fidelity.mean(List.of(new Fidelity(20, 0.5), new Fidelity(30, 1))))
        .isEqualTo(new Fidelity(25, 0.75));
  }
}
