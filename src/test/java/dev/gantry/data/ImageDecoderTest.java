package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.testing.LeakCheck;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every format against what Pillow 13.0 made of the same file, kept beside it as a PPM. */
@ExtendWith(LeakCheck.class)
class ImageDecoderTest {
  private final ImageDecoder decoder = ImageDecoder.standard();

  @AfterEach
  void close() {
    decoder.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rgb.png",
        "gamma.png",
        "grey.png",
        "palette.png",
        "bilevel.png",
        "grey16.png",
        "rgb16.png",
        "interlaced.png",
        "palette-transparent.png",
        "rgb-transparent.png",
        "rgb.bmp",
        "palette.bmp",
        "grey.bmp",
        "bilevel.bmp",
        "first.gif",
        "interlaced.gif",
        "animated.gif",
        "transparent.gif",
        "rgb-none.tif",
        "rgb-lzw.tif",
        "rgb-deflate.tif",
        "rgb-packbits.tif",
        "grey.tif",
        "bilevel-g4.tif",
        "grey16.tif"
      })
  void lossless_file_gives_the_same_pixels(String name) throws Exception {
    assertSame(name, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "rgba.png, 1",
    "grey-alpha.png, 1",
    "rgba.tif, 1",
    "baseline.jpg, 2",
    "baseline-420.jpg, 4",
    "progressive.jpg, 4",
    "restart.jpg, 4",
    "grey.jpg, 1",
    "grey-progressive.jpg, 1",
    "cmyk.jpg, 2",
    "ycck.jpg, 4",
    "jpeg.tif, 4",
    "palette.tif, 1"
  })
  void rounding_differs_by_no_more_than_rounding(String name, int tolerance) throws Exception {
    assertSame(name, tolerance);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rgb.png",
        "baseline.jpg",
        "progressive.jpg",
        "first.gif",
        "rgb.bmp",
        "rgb-lzw.tif"
      })
  void truncated_file_is_refused(String name) {
    byte[] file = Ppm.resource("decode/" + name);

    for (int length : new int[] {0, 1, 9, 20, file.length / 3, file.length / 2}) {
      assertThatThrownBy(() -> decoder.decode(Arrays.copyOf(file, length)))
          .as("%s cut to %d bytes", name, length)
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void webp_is_named() {
    byte[] file = new byte[20];
    System.arraycopy(
        "RIFF....WEBP".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, file, 0, 12);

    assertThatThrownBy(() -> decoder.decode(file))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("it is WebP; expected PNG, JPEG, GIF, BMP or TIFF");
  }

  private void assertSame(String name, int tolerance) throws Exception {
    Picture expected = Ppm.read("decode/" + name + ".ppm");

    Picture actual = decoder.decode(Ppm.resource("decode/" + name));

    assertThat(actual.height()).isEqualTo(expected.height());
    assertThat(actual.width()).isEqualTo(expected.width());
    assertThat(difference(actual, expected)).isLessThanOrEqualTo(tolerance);
  }

  /** The largest difference of a sample; grey stands for three equal ones. */
  static int difference(Picture actual, Picture rgb) {
    int largest = 0;
    int channels = actual.channels();
    for (int i = 0; i < rgb.pixels().length; i++) {
      int sample = actual.pixels()[channels == 3 ? i : i / 3] & 0xff;
      largest = Math.max(largest, Math.abs(sample - (rgb.pixels()[i] & 0xff)));
    }
    return largest;
  }
}
