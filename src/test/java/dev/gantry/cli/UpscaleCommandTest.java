package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.testing.LeakCheck;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A run that enlarges pictures, from training to {@code gantry upscale}. */
@ExtendWith(LeakCheck.class)
class UpscaleCommandTest {
  @TempDir static Path folder;
  private static Gantry gantry;
  private static Gantry.Result trained;
  @TempDir Path out;

  @BeforeAll
  static void train() {
    gantry = new Gantry(folder);
    trained =
        gantry.run(
            "train",
            "@tiny.yaml",
            "--set",
            "model.generator={type: srgan, width: 2, blocks: 1, scale: 2}",
            "--set",
            "model.discriminator={type: srgan, width: 2, dense: 3}",
            "--set",
            "content={type: pixels, pretrain-kimg: 0.04}",
            "--run",
            "@run",
            "--models",
            "@models");
  }

  @BeforeEach
  void requireTrained() {
    assertThat(trained.exitCode()).as(trained.err()).isEqualTo(ExitCode.OK);
  }

  private Path picture(String name, int width, int height) throws IOException {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      int row = i / width;
      int level = (int) (127 + 120 * Math.sin(i % width * 0.2 + row * 0.3));
      picture.setRGB(i % width, i / width, level * 0x010101);
    }
    Path file = out.resolve(name);
    ImageIO.write(picture, name.replaceFirst(".*\\.", ""), file.toFile());
    return file;
  }

  @Test
  void trainingTellsHowNearHeldOutImagesCome() {
    assertThat(trained.err()).containsPattern("8 held-out images: PSNR [0-9.]+ dB \\(bicubic ");
    assertThat(folder.resolve("run/log.txt")).content().contains("held-out images: PSNR");
    assertThat(folder.resolve("run/fakes-init.png")).exists();
  }

  @Test
  void modelAndRunMakeTheSamePicturesTwiceAsLarge() throws Exception {
    Path picture = picture("a.photo.png", 21, 17);
    Path target = out.resolve("large");
    Gantry.Result result =
        gantry.run("upscale", "@models/tiny", picture.toString(), "--out", target.toString());
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    Path file = target.resolve("a.photo.png");
    assertThat(result.out()).isEqualToIgnoringNewLines(file.toString());
    BufferedImage large = ImageIO.read(file.toFile());
    assertThat(large.getWidth()).isEqualTo(42);
    assertThat(large.getHeight()).isEqualTo(34);

    Path other = out.resolve("other");
    gantry.run("upscale", "@run", picture.toString(), "--out", other.toString());
    assertThat(other.resolve("a.photo.png")).hasSameBinaryContentAs(file);
  }

  @Test
  void evaluationComparesWithBicubicAndSaysTheMean() throws Exception {
    Gantry.Result result =
        gantry.run(
            "upscale",
            "@models/tiny/1",
            picture("a.png", 30, 31).toString(),
            picture("b.bmp", 24, 24).toString(),
            "--evaluate");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out().lines().map(line -> line.replaceFirst(" .*", "")))
        .containsExactly("image", "a.png", "b.bmp", "mean");
    String[] mean = result.out().lines().toList().get(3).split(" +", -1);
    // Waves much longer than the pixels: bicubic interpolation finds them again.
    assertThat(Double.parseDouble(mean[2])).isGreaterThan(30);
    assertThat(Double.parseDouble(mean[4])).isGreaterThan(0.95);
    assertThat(Path.of("upscaled")).doesNotExist();
  }

  @Test
  void mistakesAreSaidInOneLine() throws Exception {
    Path picture = picture("a.png", 8, 8);
    Path text = Files.writeString(out.resolve("text.png"), "no picture");
    assertRefused("upscale @models/tiny " + out.resolve("none.png"), "none.png is not there");
    assertRefused("upscale @models/tiny " + text, "text.png is not a whole picture");
    assertRefused("upscale @models/tiny " + picture + " --out " + out, "would be overwritten");
    assertRefused(
        "upscale @models/tiny %s %s".formatted(picture, out.resolve("sub/a.bmp")),
        "would both become");
    assertRefused("sample @models/tiny", "enlarges pictures; open it with dev.gantry.Upscaler");
    assertRefused("sample @run", "is a run that enlarges pictures; give it to gantry upscale");
    assertRefused(
        "upscale @models/tiny --evaluate " + picture("line.png", 9, 1),
        "to be made 2 times smaller it must have from 2");
  }

  private static void assertRefused(String command, String message) {
    Gantry.Result result = gantry.run(command.split(" "));
    assertThat(result.exitCode()).as(result.out()).isEqualTo(2);
    assertThat(result.errLines()).last().asString().contains(message);
  }

  @Test
  void aClassifierIsTrainedOnASource() throws Exception {
    Path target = out.resolve("classifiers/digits");
    String[] command = {
      "classify",
      "train",
      "mnist-5k",
      "--size",
      "8",
      "--limit",
      "200",
      "--width",
      "2",
      "--epochs",
      "1",
      "--out",
      target.toString()
    };
    Gantry.Result result = gantry.run(command);
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).isEqualToIgnoringNewLines(target.toString());
    assertThat(result.err())
        .containsPattern("epoch 1 of 1: loss [0-9.]+, [0-9.]+% of the held-out");
    assertThat(target.resolve("classifier.json")).content().contains("\"accuracy\"");
    assertThat(gantry.run(command).errLines()).last().asString().contains("is there already");
  }

  @Test
  void inspectSaysThatTheModelEnlarges() {
    Gantry.Result result = gantry.run("inspect", "@models/tiny");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out().toLowerCase(Locale.ROOT)).contains("enlarges", "2 times, grey", "low");
  }
}
