package dev.gantry.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Stripes;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class KMeansPatchesTest {
  private static final int CENTROIDS = 8;

  @Test
  void theSameSeedLearnsTheSame() {
    assertThat(rows(1)).containsExactly(rows(1)).isNotEqualTo(rows(2));
  }

  private static float[] rows(long seed) {
    ImageSet images = Stripes.images(20);
    try (KMeansPatches patches = KMeansPatches.learn(images, CENTROIDS, seed)) {
      assertThat(patches.columns()).isEqualTo(4 * CENTROIDS);
      return patches.rows(images, new int[] {0, 1});
    }
  }

  /** Patches of the last rows and columns touch the last quarter alone. */
  @Test
  void eachQuarterIsOfItsOwnPatches() {
    byte[] pixels = new byte[2 * 16 * 16];
    new Random(4).nextBytes(pixels);
    byte[] changed = pixels.clone();
    changed[16 * 16 - 1] ^= 0x5a; // the last pixel of the first image
    ImageDimensions shape = new ImageDimensions(16, 16, 1);
    ImageSet images = ImageSet.of(shape, pixels);
    try (KMeansPatches patches = KMeansPatches.learn(images, CENTROIDS, 1)) {
      float[] before = patches.rows(images, new int[] {0});
      float[] after = patches.rows(ImageSet.of(shape, changed), new int[] {0});
      int last = 3 * CENTROIDS;
      assertThat(Arrays.copyOf(after, last)).containsExactly(Arrays.copyOf(before, last));
      assertThat(Arrays.copyOfRange(after, last, 4 * CENTROIDS))
          .isNotEqualTo(Arrays.copyOfRange(before, last, 4 * CENTROIDS));
    }
  }

  @Test
  void imagesWithoutRoomForPatchesAreRefused() {
    ImageSet small = ImageSet.of(new ImageDimensions(6, 6, 1), new byte[72]);
    assertThatThrownBy(() -> KMeansPatches.learn(small, 4, 1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("give --patches 0");
  }
}
