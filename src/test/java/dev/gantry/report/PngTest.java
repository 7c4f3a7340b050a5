package dev.gantry.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.error.UserException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngTest {
  /** Offset of the colour type in the header chunk, PNG specification, 11.2.1. */
  private static final int COLOR_TYPE = 25;

  private static final int GREY = 0;
  private static final int TRUE_COLOR = 2;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_INT_RGB})
  void greyImageIsStoredGreyWithEveryLevelKept(int type) throws Exception {
    BufferedImage image = new BufferedImage(256, 2, type);
    for (int x = 0; x < 256; x++) {
      for (int band = 0; band < image.getRaster().getNumBands(); band++) {
        image.getRaster().setSample(x, 0, band, x);
      }
    }
    Path file = folder.resolve("grey.png");

    Png.write(file, image, Map.of());

    assertThat(Files.readAllBytes(file)[COLOR_TYPE]).isEqualTo((byte) GREY);
    Raster byJdk = ImageIO.read(file.toFile()).getRaster();
    assertThat(byJdk.getNumBands()).isEqualTo(1);
    assertThat(byJdk.getDataBuffer().getDataType()).isEqualTo(DataBuffer.TYPE_BYTE);
    BufferedImage back = Png.read(file);
    for (int x = 0; x < 256; x++) {
      assertThat(byJdk.getSample(x, 0, 0)).isEqualTo(x);
      assertThat(back.getRGB(x, 0) & 0xff).isEqualTo(x);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_3BYTE_BGR})
  void colourImageIsReadTheSameByTheJdk(int type) throws Exception {
    BufferedImage image = new BufferedImage(37, 23, type);
    for (int i = 0; i < 37 * 23; i++) {
      image.setRGB(i % 37, i / 37, i * 0x9e3779b1);
    }
    Path file = folder.resolve("colour.png");

    Png.write(file, image, Map.of("gantry:seed", "7"));

    assertThat(Files.readAllBytes(file)[COLOR_TYPE]).isEqualTo((byte) TRUE_COLOR);
    BufferedImage byJdk = ImageIO.read(file.toFile());
    for (int i = 0; i < 37 * 23; i++) {
      assertThat(byJdk.getRGB(i % 37, i / 37)).isEqualTo(image.getRGB(i % 37, i / 37));
    }
  }

  @Test
  void textChunksAreReadBackInAnyScript() {
    Map<String, String> text =
        Map.of(
            "gantry:seed", "-7", "gantry:model", "m\u00fcnster", "gantry:label", "\u0436 \u2713");
    Path file = folder.resolve("text.png");

    Png.write(file, new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), text);

    assertThat(Png.text(file)).isEqualTo(text);
  }

  @Test
  void keywordOutsideTheFormatIsRefused() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);

    for (String keyword : new String[] {"", "\u0436", "k".repeat(80)}) {
      assertThatThrownBy(() -> Png.encode(image, Map.of(keyword, "x")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void damagedFilesAreTheUsersToMend() throws Exception {
    byte[] whole = Png.encode(new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB), Map.of());
    byte[] huge = whole.clone();
    Arrays.fill(huge, 16, 18, (byte) 0x40);
    Arrays.fill(huge, 20, 22, (byte) 0x40);

    assertRefused(new byte[0]);
    assertRefused("not a picture".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertRefused(Arrays.copyOf(whole, 40));
    assertRefused(huge);
    assertThatThrownBy(() -> Png.read(folder.resolve("absent.png")))
        .isInstanceOf(UserException.class);
  }

  private void assertRefused(byte[] bytes) throws Exception {
    Path file = Files.write(folder.resolve("damaged.png"), bytes);
    assertThatThrownBy(() -> Png.read(file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("damaged.png");
  }
}
