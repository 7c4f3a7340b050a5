package dev.gantry.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.model.Latents;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class LatentPathTest {
  private static final int SIZE = 100;

  @Example
  void everyPathBeginsAndEndsExactly() {
    float[] from = Latents.normal(1, 1, SIZE);
    float[] to = Latents.normal(2, 1, SIZE);
    for (LatentPath path : LatentPath.values()) {
      assertThat(path.at(from, to, 0)).isEqualTo(from);
      assertThat(path.at(from, to, 1)).isEqualTo(to);
    }
  }

  @Property(tries = 50)
  void sphericalGoesOnTheCircleBetweenRightAngles(
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double t) {
    float[] point = LatentPath.SPHERICAL.at(new float[] {3, 0, 0}, new float[] {0, 3, 0}, t);
    assertThat(point[0]).isCloseTo((float) (3 * Math.cos(t * Math.PI / 2)), within(1e-5f));
    assertThat(point[1]).isCloseTo((float) (3 * Math.sin(t * Math.PI / 2)), within(1e-5f));
    assertThat(point[2]).isZero();
  }

  @Property(tries = 50)
  void sphericalNormGoesEvenly(@ForAll long seed, @ForAll @DoubleRange(min = 0, max = 1) double t) {
    float[] from = Latents.normal(seed, 1, SIZE);
    float[] to = Latents.normal(seed + 1, 1, SIZE);
    double expected = (1 - t) * LatentPath.norm(from) + t * LatentPath.norm(to);
    assertThat(LatentPath.norm(LatentPath.SPHERICAL.at(from, to, t)))
        .isCloseTo(expected, within(1e-4));
  }

  @Property(tries = 50)
  void sphericalMiddleHalvesTheAngle(@ForAll long seed) {
    float[] from = Latents.normal(seed, 1, SIZE);
    float[] to = Latents.normal(seed + 1, 1, SIZE);
    float[] middle = LatentPath.SPHERICAL.at(from, to, 0.5);
    double whole = Math.acos(cosine(from, to));
    assertThat(Math.acos(cosine(from, middle))).isCloseTo(whole / 2, within(1e-5));
    assertThat(Math.acos(cosine(middle, to))).isCloseTo(whole / 2, within(1e-5));
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
    }
    return product / LatentPath.norm(a) / LatentPath.norm(b);
  }

  @Example
  void straightMiddleOfRightAnglesHasLessNormByTheRootOfTwo() {
    float[] middle = LatentPath.LINEAR.at(new float[] {1, 0}, new float[] {0, 1}, 0.5);
    assertThat(LatentPath.norm(middle)).isCloseTo(1 / Math.sqrt(2), within(1e-7));
  }

  @Example
  void parallelAndZeroLatentsGoStraight() {
    assertThat(LatentPath.SPHERICAL.at(new float[] {1, 2}, new float[] {3, 6}, 0.5))
        .containsExactly(2, 4);
    assertThat(LatentPath.SPHERICAL.at(new float[] {0, 0}, new float[] {3, 6}, 0.5))
        .containsExactly(1.5f, 3);
  }

  @Example
  void oppositeLatentsAndOtherLengthsAreRefused() {
    assertThatThrownBy(() -> LatentPath.SPHERICAL.at(new float[] {1, 2}, new float[] {-2, -4}, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("opposites");
    assertThatThrownBy(() -> LatentPath.LINEAR.at(new float[2], new float[3], 0.5))
        .hasMessageContaining("2 and 3 values");
  }
}
