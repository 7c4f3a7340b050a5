package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.testing.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made to take memory or time, or by chance. */
@ExtendWith(LeakCheck.class)
class HostileImageTest {
  private final ImageDecoder decoder = ImageDecoder.standard();

  @AfterEach
  void close() {
    decoder.close();
  }

  @Test
  void png_of_a_million_by_a_million_is_refused_by_its_header() {
    byte[] file = Ppm.resource("decode/rgb.png");
    ByteBuffer.wrap(file).putInt(16, 1_000_000).putInt(20, 1_000_000);

    refused(file, "1000000×1000000");
  }

  @Test
  void png_of_negative_size_is_refused() {
    byte[] file = Ppm.resource("decode/rgb.png");
    ByteBuffer.wrap(file).putInt(16, -1);

    refused(file, "-1×17");
  }

  @Test
  void jpeg_of_65535_by_65535_is_refused_by_its_header() {
    byte[] file = Ppm.resource("decode/baseline.jpg");
    int frame = indexOf(file, 0xc0);
    ByteBuffer.wrap(file).putInt(frame + 5, -1);

    refused(file, "65535×65535");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x01, 0xd0})
  void jpeg_frame_behind_a_marker_without_segment_is_the_one_that_counts(int marker) {
    byte[] real = Ppm.resource("decode/progressive.jpg");
    ByteBuffer.wrap(real).putInt(indexOf(real, 0xc2) + 5, -1);
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {-1, (byte) 0xd8, -1, (byte) marker});
    bytes.write(real, 2, real.length - 2);
    // Who takes the next marker for a length lands here.
    bytes.writeBytes(new byte[0x10000 + 4 - bytes.size()]);
    bytes.writeBytes(new byte[] {-1, (byte) 0xc2, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0});

    refused(bytes.toByteArray(), "65535×65535");
  }

  @Test
  void jpeg_of_a_thousand_scans_is_refused() {
    byte[] file = Ppm.resource("decode/progressive.jpg");
    int scan = indexOf(file, 0xda);
    int length = (file[scan + 2] & 0xff) << 8 | (file[scan + 3] & 0xff);
    var bytes = new ByteArrayOutputStream();
    bytes.write(file, 0, scan);
    for (int i = 0; i < 1000; i++) {
      bytes.write(file, scan, 2 + length);
    }
    bytes.write(file, scan, file.length - scan);

    refused(bytes.toByteArray(), "more than 200 scans");
  }

  @Test
  void bmp_of_the_most_negative_height_is_refused() {
    byte[] file = Ppm.resource("decode/rgb.bmp");
    ByteBuffer.wrap(file).putInt(22, 0x00000080);

    refused(file, "BMP");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rgb.png",
        "baseline.jpg",
        "progressive.jpg",
        "cmyk.jpg",
        "first.gif",
        "palette.bmp",
        "rgb-lzw.tif",
        "bilevel-g4.tif"
      })
  void damage_gives_a_picture_or_one_kind_of_exception(String name) {
    byte[] whole = Ppm.resource("decode/" + name);
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      byte[] file = whole.clone();
      for (int hit = 0; hit < 3; hit++) {
        file[random.nextInt(file.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(decoder.decode(file).pixels()).isNotEmpty();
      } catch (UnreadableImageException e) {
        assertThat(e).hasMessageNotContaining("\n");
      }
    }
  }

  private void refused(byte[] file, String message) {
    assertThatThrownBy(() -> decoder.decode(file))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining(message);
  }

  private static int indexOf(byte[] file, int marker) {
    for (int i = 0; ; i++) {
      if (file[i] == -1 && (file[i + 1] & 0xff) == marker) {
        return i;
      }
    }
  }
}
