package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.data.DataConfig.Resize;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreparationTest {
  /** Pillow in floating point; in bytes it also rounds and clips between its two passes. */
  @ParameterizedTest
  @ValueSource(ints = {5, 7, 8, 16, 31})
  void bicubic_gives_what_pillow_gives(int size) {
    assertThat(resizeDifference(Resize.BICUBIC, size, "resize/bicubic-%d.ppm".formatted(size)))
        .isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6})
  void area_by_whole_factor_gives_what_pillows_box_gives(int size) {
    assertThat(resizeDifference(Resize.AREA, size, "resize/area-%d.ppm".formatted(size)))
        .isLessThanOrEqualTo(1);
  }

  private static int resizeDifference(Resize filter, int size, String expected) {
    Picture source = Ppm.read("resize/source.ppm");
    byte[] actual = new Preparation(new ImageDimensions(size, size, 3), filter).prepare(source);
    return ImageDecoderTest.difference(new Picture(size, size, 3, actual), Ppm.read(expected));
  }

  /** Enlarged to the product of both sizes by repeating, every new pixel is a plain mean. */
  @Property(tries = 60)
  void area_is_the_mean_of_the_covered_pixels(
      @ForAll @IntRange(min = 1, max = 13) int from,
      @ForAll @IntRange(min = 1, max = 13) int to,
      @ForAll byte seed) {
    byte[] pixels = new byte[from * from];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37 + seed * (i % 5));
    }

    byte[] actual =
        new Preparation(new ImageDimensions(to, to, 1), Resize.AREA)
            .prepare(new Picture(from, from, 1, pixels));

    for (int y = 0; y < to; y++) {
      for (int x = 0; x < to; x++) {
        double sum = 0;
        for (int v = y * from; v < (y + 1) * from; v++) {
          for (int u = x * from; u < (x + 1) * from; u++) {
            sum += pixels[v / to * from + u / to] & 0xff;
          }
        }
        assertThat(actual[y * to + x] & 0xff)
            .isCloseTo((int) Math.round(sum / (from * from)), within(1));
      }
    }
  }

  @Property(tries = 60)
  void weights_add_up_to_one(
      @ForAll @IntRange(min = 1, max = 300) int from,
      @ForAll @IntRange(min = 1, max = 300) int to,
      @ForAll Resize filter) {
    Resampling resampling = Resampling.of(from, to, filter);

    for (int i = 0; i < to; i++) {
      float sum = 0;
      for (float weight : resampling.weights[i]) {
        sum += weight;
      }
      assertThat(sum).isCloseTo(1, within(1e-5f));
      assertThat(resampling.first[i]).isNotNegative();
      assertThat(resampling.first[i] + resampling.weights[i].length).isLessThanOrEqualTo(from);
    }
  }

  @Test
  void wide_picture_is_cropped_at_its_centre() {
    byte[] pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

    byte[] actual =
        new Preparation(new ImageDimensions(2, 2, 1), Resize.AREA)
            .prepare(new Picture(2, 5, 1, pixels));

    assertThat(actual).containsExactly(2, 3, 7, 8);
  }

  @Test
  void tall_picture_is_cropped_at_its_centre() {
    byte[] pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

    byte[] actual =
        new Preparation(new ImageDimensions(2, 2, 1), Resize.AREA)
            .prepare(new Picture(5, 2, 1, pixels));

    assertThat(actual).containsExactly(3, 4, 5, 6);
  }

  /** Numbers from Pillow's {@code convert("L")}. */
  @Test
  void colours_become_rec_601_luma() {
    byte[] pixels = {
      (byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255, (byte) 255, (byte) 255, (byte) 255
    };

    byte[] actual =
        new Preparation(new ImageDimensions(2, 2, 1), Resize.AREA)
            .prepare(new Picture(2, 2, 3, pixels));

    assertThat(actual).containsExactly(76, (byte) 150, 29, (byte) 255);
  }

  @Test
  void grey_becomes_three_equal_channels() {
    byte[] actual =
        new Preparation(new ImageDimensions(1, 1, 3), Resize.AREA)
            .prepare(new Picture(1, 1, 1, new byte[] {9}));

    assertThat(actual).containsExactly(9, 9, 9);
  }
}
