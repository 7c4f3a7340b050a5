package dev.gantry.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AlignedCorrelationTest {
  private static final int BYTES = 32 * 32 * 3;

  private static byte[] noise(long seed) {
    byte[] image = new byte[BYTES];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < BYTES; i++) {
      image[i] = (byte) random.nextInt(60, 180);
    }
    return image;
  }

  private static byte[] plain(int level) {
    byte[] image = new byte[BYTES];
    Arrays.fill(image, (byte) level);
    return image;
  }

  private static double correlation(byte[] a, byte[] b) {
    byte[] both = new byte[2 * BYTES];
    System.arraycopy(a, 0, both, 0, BYTES);
    System.arraycopy(b, 0, both, BYTES, BYTES);
    ImageSet images = ImageSet.of(new ImageDimensions(32, 32, 3), both);
    return new AlignedCorrelation(images).subject(0).with(1);
  }

  @Test
  void equalImagesAre1() {
    assertThat(correlation(noise(1), noise(1))).isCloseTo(1, within(1e-12));
  }

  @Test
  void lightAndContrastDoNotCount() {
    byte[] image = noise(1);
    byte[] other = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      other[i] = (byte) (195 + ((image[i] & 0xff) - 180) / 2);
    }
    assertThat(correlation(image, other)).isGreaterThan(0.999);
  }

  @Test
  void aShiftOfTwoPixelsIsFoundAndOneOfThreeIsNot() {
    byte[] image = noise(1);
    assertThat(correlation(image, Shift.apply(image, -2, 2))).isCloseTo(1, within(1e-12));
    assertThat(correlation(image, Shift.apply(image, 3, 0))).isLessThan(0.3);
  }

  @Test
  void unlikeImagesAreNear0() {
    assertThat(correlation(noise(1), noise(2))).isBetween(-0.2, 0.2);
  }

  @Test
  void plainImagesAreLikeThoseOfTheirLevelOnly() {
    assertThat(correlation(plain(90), plain(90))).isEqualTo(1);
    assertThat(correlation(plain(90), plain(120))).isZero();
    assertThat(correlation(plain(90), noise(1))).isZero();
  }
}
