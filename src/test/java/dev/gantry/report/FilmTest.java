package dev.gantry.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilmTest {
  private static final String FORMAT = "javax_imageio_gif_image_1.0";

  @TempDir Path parent;

  @Test
  void framesKeepEveryGreyAndTheLastStaysLonger() throws Exception {
    RunFolder run = RunFolder.create(parent, "x");
    for (int k = 1; k <= 3; k++) {
      Png.write(run.fakes(k * 1000L, 1), ramp(k, 256, 20), Map.of());
    }

    Film.write(run);

    try (ImageInputStream stream = ImageIO.createImageInputStream(run.film().toFile())) {
      ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
      reader.setInput(stream);
      assertThat(reader.getNumImages(true)).isEqualTo(3);
      for (int k = 1; k <= 3; k++) {
        BufferedImage frame = reader.read(k - 1);
        assertThat(frame.getHeight()).isEqualTo(20 + Caption.HEIGHT);
        for (int x = 0; x < 256; x++) {
          assertThat(frame.getRGB(x, 10)).isEqualTo(ramp(k, 256, 20).getRGB(x, 10));
        }
        assertThat(delay(reader, k - 1)).isEqualTo(k < 3 ? "15" : "250");
      }
      assertThat(repetition(reader)).containsExactly(1, 0, 0);
      reader.dispose();
    }
  }

  @Test
  void colourFramesAreNearThePictures() throws Exception {
    RunFolder run = RunFolder.create(parent, "x");
    BufferedImage picture = new BufferedImage(128, 64, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 128; x++) {
        picture.setRGB(x, y, ((2 * x) << 16) | ((4 * y) << 8) | (255 - 2 * x));
      }
    }
    Png.write(run.fakesInit(), picture, Map.of());

    Film.write(run);

    BufferedImage frame = ImageIO.read(run.film().toFile());
    double error = 0;
    for (int i = 0; i < 128 * 64; i++) {
      int expected = picture.getRGB(i % 128, i / 128);
      int found = frame.getRGB(i % 128, i / 128);
      for (int shift = 0; shift <= 16; shift += 8) {
        error += Math.abs((expected >> shift & 255) - (found >> shift & 255));
      }
    }
    assertThat(error / (3 * 128 * 64)).isLessThan(6);
  }

  @Test
  void wideAndManyPicturesAreBounded() throws Exception {
    RunFolder run = RunFolder.create(parent, "x");
    for (int k = 1; k <= 40; k++) {
      Png.write(run.fakes(k * 1000L, 1), ramp(k, 1200, 1000), Map.of());
    }

    Film.write(run);

    try (ImageInputStream stream = ImageIO.createImageInputStream(run.film().toFile())) {
      ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
      reader.setInput(stream);
      assertThat(reader.getNumImages(true)).isEqualTo(8_000_000 / (600 * 500));
      assertThat(reader.getWidth(0)).isEqualTo(600);
      reader.dispose();
    }
  }

  @Test
  void filmOfFramesKeepsThemAndRestsAtBothEnds() throws Exception {
    Path file = parent.resolve("walk.gif");
    Files.write(file, Film.of(List.of(ramp(0, 64, 9), ramp(9, 64, 9), ramp(20, 64, 9)), 5));

    try (ImageInputStream stream = ImageIO.createImageInputStream(file.toFile())) {
      ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
      reader.setInput(stream);
      assertThat(reader.getNumImages(true)).isEqualTo(3);
      assertThat(reader.read(1).getRGB(3, 3)).isEqualTo(ramp(9, 64, 9).getRGB(3, 3) | 0xff000000);
      assertThat(List.of(delay(reader, 0), delay(reader, 1), delay(reader, 2)))
          .containsExactly("20", "5", "20");
      reader.dispose();
    }
  }

  @Test
  void noPictureMakesNoFilm() {
    RunFolder run = RunFolder.create(parent, "x");

    Film.write(run);

    assertThat(run.film()).doesNotExist();
  }

  @Test
  void chosenPicturesAreEvenWithBothEnds() {
    List<Integer> all = IntStream.rangeClosed(0, 100).boxed().toList();

    assertThat(Film.choose(all, 5)).containsExactly(0, 25, 50, 75, 100);
    assertThat(Film.choose(all, 101)).isEqualTo(all);
    assertThat(Film.choose(List.of(1, 2, 3), 2)).containsExactly(1, 3);
  }

  private static BufferedImage ramp(int start, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, (start + i % width & 255) * 0x010101);
    }
    return image;
  }

  private static String delay(ImageReader reader, int frame) throws Exception {
    return node(reader, frame, "GraphicControlExtension").getAttribute("delayTime");
  }

  private static byte[] repetition(ImageReader reader) throws Exception {
    IIOMetadataNode application = node(reader, 0, "ApplicationExtension");
    assertThat(application.getAttribute("applicationID")).isEqualTo("NETSCAPE");
    return (byte[]) application.getUserObject();
  }

  private static IIOMetadataNode node(ImageReader reader, int frame, String name) throws Exception {
    IIOMetadataNode root = (IIOMetadataNode) reader.getImageMetadata(frame).getAsTree(FORMAT);
    return (IIOMetadataNode) root.getElementsByTagName(name).item(0);
  }
}
