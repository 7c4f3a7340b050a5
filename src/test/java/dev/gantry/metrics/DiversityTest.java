package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.metrics.Diversity.ClassSimilarity;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DiversityTest {
  private static final ImageDimensions SHAPE = new ImageDimensions(24, 24, 1);

  private static byte[] noise(int images) {
    byte[] pixels = new byte[images * SHAPE.bytes()];
    new Random(1).nextBytes(pixels);
    return pixels;
  }

  /** Ten equal images of one class, ten of noise of the next, one of a third. */
  private static ImageSet classes() {
    byte[] pixels = noise(21);
    for (int i = 1; i < 10; i++) {
      System.arraycopy(pixels, 0, pixels, i * SHAPE.bytes(), SHAPE.bytes());
    }
    int[] labels = new int[21];
    for (int i = 0; i < 21; i++) {
      labels[i] = i / 10;
    }
    return ImageSet.of(SHAPE, pixels, labels, List.of("equal", "noise", "one"));
  }

  @Test
  void twoImagesHaveTheSimilarityOfTheirOnlyPair() {
    ImageSet two = ImageSet.of(SHAPE, noise(2));
    Diversity diversity = Diversity.of(two, 10, 0);
    assertThat(diversity.similarity())
        .isCloseTo(MultiScaleSsim.of(unit(two, 0), unit(two, 1), SHAPE), within(1e-12));
    assertThat(diversity.scales()).isEqualTo(2);
    assertThat(diversity.classes()).isEmpty();
  }

  private static float[] unit(ImageSet images, int index) {
    ByteBuffer bytes = ByteBuffer.allocate(SHAPE.bytes());
    images.copy(index, bytes);
    float[] picture = new float[SHAPE.bytes()];
    for (int i = 0; i < picture.length; i++) {
      picture[i] = (bytes.get(i) & 0xff) / 255f;
    }
    return picture;
  }

  @Test
  void aCollapsedClassIsToldFromAVariedOne() {
    Diversity diversity = Diversity.of(classes(), 20, 0);
    assertThat(diversity.classes())
        .extracting(ClassSimilarity::name)
        .containsExactly("equal", "noise");
    assertThat(diversity.classes().get(0).similarity()).isCloseTo(1, within(1e-12));
    assertThat(diversity.classes().get(1).similarity()).isLessThan(0.3);
    assertThat(diversity.similarity())
        .isBetween(
            diversity.classes().get(1).similarity(), diversity.classes().get(0).similarity());
  }

  @Test
  void theSameSeedDrawsTheSamePairs() {
    Diversity diversity = Diversity.of(classes(), 20, 3);
    assertThat(Diversity.of(classes(), 20, 3)).isEqualTo(diversity);
    assertThat(Diversity.of(classes(), 20, 4)).isNotEqualTo(diversity);
  }

  @Test
  void oneImageIsRefused() {
    assertThatThrownBy(() -> Diversity.of(ImageSet.of(SHAPE, noise(1)), 10, 0))
        .isInstanceOf(UserException.class);
  }
}
