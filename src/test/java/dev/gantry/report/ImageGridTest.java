package dev.gantry.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.error.UserException;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ImageGridTest {
  private static final int WHITE = 0xffffffff;

  @Property
  void everyByteComesBackFromItsValue(@ForAll @IntRange(max = 255) int level) {
    assertThat(ImageGrid.level((float) (level / 127.5 - 1))).isEqualTo(level);
  }

  @Example
  void valuesAreRoundedHalfUpAndClamped() {
    assertThat(ImageGrid.level(0)).isEqualTo(128);
    assertThat(ImageGrid.level(-1)).isZero();
    assertThat(ImageGrid.level(1)).isEqualTo(255);
    assertThat(ImageGrid.level(1e30f)).isEqualTo(255);
    assertThat(ImageGrid.level(-1e30f)).isZero();
    assertThat(ImageGrid.level(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(ImageGrid.level(Float.NaN)).isZero();
  }

  @Example
  void imagesStandRowByRowWithGapsBetween() {
    ImageGrid.Layout layout = new ImageGrid.Layout(2, 3, 48, 50, 1);
    byte[] pixels = new byte[6 * 48 * 50];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (10 * (i / (48 * 50)) + (i % 50 == 49 ? 5 : 0));
    }

    BufferedImage grid = ImageGrid.ofBytes(ByteBuffer.wrap(pixels), layout);

    assertThat(grid.getWidth()).isEqualTo(2 + 3 * 52);
    assertThat(grid.getHeight()).isEqualTo(2 + 2 * 50);
    for (int image = 0; image < 6; image++) {
      int left = 2 + image % 3 * 52;
      int top = 2 + image / 3 * 50;
      assertThat(grid.getRGB(left, top)).isEqualTo(grey(10 * image));
      assertThat(grid.getRGB(left + 49, top + 47)).isEqualTo(grey(10 * image + 5));
      assertThat(grid.getRGB(left - 1, top)).isEqualTo(WHITE);
      assertThat(grid.getRGB(left + 50, top)).isEqualTo(WHITE);
      assertThat(grid.getRGB(left, top + 48)).isEqualTo(WHITE);
    }
  }

  @Example
  void smallImagesAreEnlargedByAWholeFactorAndChannelsKeepTheirOrder() {
    float[] values = {-1, 0, 1, 1, -1, 0};

    BufferedImage grid =
        ImageGrid.ofFloats(FloatBuffer.wrap(values), new ImageGrid.Layout(1, 1, 1, 2, 3));

    assertThat(grid.getHeight()).isEqualTo(48 + 4);
    assertThat(grid.getWidth()).isEqualTo(96 + 4);
    assertThat(grid.getRGB(2, 2)).isEqualTo(0xff0080ff);
    assertThat(grid.getRGB(49, 49)).isEqualTo(0xff0080ff);
    assertThat(grid.getRGB(50, 2)).isEqualTo(0xffff0080);
  }

  @Example
  void placesWithoutAnImageStayWhiteAndImagesWithoutAPlaceAreLeftOut() {
    ImageGrid.Layout layout = new ImageGrid.Layout(1, 2, 48, 48, 1);

    BufferedImage one = ImageGrid.ofBytes(ByteBuffer.allocate(48 * 48), layout);
    BufferedImage three = ImageGrid.ofBytes(ByteBuffer.allocate(3 * 48 * 48), layout);

    assertThat(one.getRGB(60, 10)).isEqualTo(WHITE);
    assertThat(three.getRGB(60, 10)).isEqualTo(grey(0));
    assertThat(three.getWidth()).isEqualTo(one.getWidth());
  }

  @Example
  void partOfAnImageIsRefused() {
    ImageGrid.Layout layout = new ImageGrid.Layout(1, 1, 4, 4, 3);

    assertThatThrownBy(() -> ImageGrid.ofBytes(ByteBuffer.allocate(47), layout))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ImageGrid.ofBytes(ByteBuffer.allocate(0), layout))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Example
  void gridThatWouldFillTheMemoryIsRefused() {
    assertThatThrownBy(() -> new ImageGrid.Layout(64, 64, 1024, 1024, 3))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("fewer rows");
    assertThatThrownBy(() -> new ImageGrid.Layout(1 << 15, 1 << 15, 1 << 15, 1 << 15, 3))
        .isInstanceOf(UserException.class);
  }

  private static int grey(int level) {
    return 0xff << 24 | level << 16 | level << 8 | level;
  }
}
