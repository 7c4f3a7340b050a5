package dev.gantry.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.model.ImageShape;
import dev.gantry.testing.LeakCheck;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class UnitViewerTest {
  private final RunDiscriminator discriminator = Discriminators.dcgan(2, new ImageShape(16, 1));
  private final ImageSet images = PooledFeaturesTest.noise(7, 16, 1);

  /** The first map is a convolution of the image and LeakyReLU, calculated here once more. */
  @Test
  void theMostExcitingImagesAreThoseOfTheLargestValues() {
    double[] largest = new double[images.count()];
    for (int i = 0; i < largest.length; i++) {
      largest[i] = largestOfFirstMap(i, 1);
    }
    try (UnitViewer viewer = new UnitViewer(discriminator, 0)) {
      assertThat(viewer.shape()).isEqualTo("8×8×2");
      FilterViews.View view = viewer.mostExciting(images, List.of(1), 3, done -> {}).get(0);
      assertThat(view.feature()).isEqualTo(1);
      assertThat(view.activations()).isSortedAccordingTo((a, b) -> Double.compare(b, a)).hasSize(3);
      for (int i = 0; i < 3; i++) {
        assertThat(view.activations().get(i))
            .isCloseTo(largest[view.images().get(i)], within(1e-4));
      }
      assertThat(view.activations().get(0))
          .isCloseTo(Arrays.stream(largest).max().orElseThrow(), within(1e-4));
    }
  }

  private double largestOfFirstMap(int image, int channel) {
    float[] kernel =
        Objects.requireNonNull(discriminator.variables().get("discriminator/block0/kernel"));
    float[] pixels = new RawPixels(256).rows(images, new int[] {image});
    double largest = Double.NEGATIVE_INFINITY;
    for (int place = 0; place < 64; place++) {
      double sum = 0;
      for (int k = 0; k < 16; k++) {
        int y = 2 * (place / 8) + k / 4 - 1;
        int x = 2 * (place % 8) + k % 4 - 1;
        if (y >= 0 && y < 16 && x >= 0 && x < 16) {
          sum += (pixels[y * 16 + x] / 127.5 - 1) * kernel[k * 2 + channel];
        }
      }
      largest = Math.max(largest, sum > 0 ? sum : 0.2 * sum);
    }
    return largest;
  }

  /** A unit of the first map sees 4×4 pixels: all others of the image are grey, which is 0. */
  @Test
  void whatExcitesAUnitLiesWhereItLooks() {
    try (UnitViewer viewer = new UnitViewer(discriminator, 0)) {
      ImageBatch guided = viewer.guided(images, new int[] {2, 5}, 0);
      assertThat(guided.count()).isEqualTo(2);
      for (int i = 0; i < 2; i++) {
        int coloured = 0;
        for (float value : guided.part(i, 1).values()) {
          assertThat(value).isBetween(0f, 1f);
          coloured += value == 0.5f ? 0 : 1;
        }
        assertThat(coloured).isBetween(1, 16);
      }
    }
  }

  @Test
  void aMapThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> new UnitViewer(discriminator, 2))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("--map is 2, but this discriminator has 2 feature maps");
    try (UnitViewer last = new UnitViewer(discriminator, -1)) {
      assertThat(last.map()).isEqualTo(1);
    }
  }

  @Test
  void kernelsAreDrawnWithZeroInTheMiddle() {
    float[] kernels = {1, -4, 0.5f, 2, -1, 0, 0, 4}; // [2, 2, 1, 2]
    ImageBatch drawn = KernelPictures.of(kernels, List.of(2L, 2L, 1L, 2L), 64, 2);
    assertThat(drawn.count()).isEqualTo(2);
    assertThat(drawn.part(0, 1).values())
        .containsExactly(
            1, 1, 0.75f, 0.75f, 1, 1, 0.75f, 0.75f, 0, 0, 0.5f, 0.5f, 0, 0, 0.5f, 0.5f);
    assertThat(KernelPictures.of(kernels, List.of(2L, 2L, 1L, 2L), 1, 2).count()).isEqualTo(1);
  }
}
