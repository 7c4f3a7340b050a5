package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.testing.LeakCheck;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class ClassifyCommandTest {
  @TempDir Path folder;
  private Gantry gantry;

  @BeforeEach
  void gantry() {
    gantry = new Gantry(folder);
  }

  private void pictures(String part, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      picture("%s/red/%d.png".formatted(part, i), new Color(255 - i, 20, 20));
      picture("%s/blue/%d.png".formatted(part, i), new Color(20, 20, 255 - i));
    }
  }

  private void picture(String name, Color color) throws Exception {
    Path file = gantry.path(name);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, color.getRGB());
    }
    assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
  }

  private Gantry.Result train(String source, String more) {
    String command =
        "classify train @%s --out @made --size 8 --channels 3 --width 2 --epochs 2 --batch 4 %s";
    return gantry.run(command.formatted(source, more).strip().split(" +"));
  }

  @Test
  void theTestPartJudgesWhereThereIsOne() throws Exception {
    pictures("pets/train", 8);
    pictures("pets/test", 3);

    Gantry.Result result = train("pets", "--no-flip --precision bfloat16");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.err()).containsPattern("epoch 2 of 2: .*% of the test images told right");
    assertThat(gantry.path("made/classifier.json"))
        .content()
        .contains("\"judged\" : \"test-split\"", "\"judged-by\" : 6");
  }

  @Test
  void aTenthIsHeldOutWhereThereIsNone() throws Exception {
    pictures("pets", 10);

    Gantry.Result result = train("pets", "");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.err()).containsPattern("of the held-out images told right");
    assertThat(gantry.path("made/classifier.json"))
        .content()
        .contains("\"judged\" : \"held-out-tenth\"", "\"judged-by\" : 2");
  }

  @Test
  void anotherPrecisionIsRefused() {
    Gantry.Result result = train("pets", "--precision half");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err()).contains("--precision");
  }

  private Gantry.Result trainGenerator(String... settings) {
    String[] all = new String[2 * settings.length + 2];
    all[0] = "--set";
    all[1] = "data={source: " + gantry.path("pets") + ", size: 8, channels: 3}";
    for (int i = 0; i < settings.length; i++) {
      all[2 * i + 2] = "--set";
      all[2 * i + 3] = settings[i];
    }
    Gantry.Result result = gantry.train("run", all);
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    return result;
  }

  @Test
  void realGeneratedAndBothAreComparedOnTheTestPart() throws Exception {
    pictures("pets/train", 8);
    pictures("pets/test", 3);
    trainGenerator("conditioning={classes: 2, generator: concat, discriminator: projection}");

    Gantry.Result result =
        gantry.run("classify", "compare", "@run", "--width", "2", "--epochs", "2", "--batch", "4");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out().lines().map(line -> line.replaceFirst(" +[0-9.]+%$", "")))
        .containsExactly(
            "trained on       images   accuracy",
            "real                 16",
            "generated            16",
            "both                 32");
  }

  @Test
  void aModelWithoutClassesIsRefused() throws Exception {
    pictures("pets/train", 4);
    trainGenerator();

    Gantry.Result result = gantry.run("classify", "compare", "@run");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err()).contains("makes no classes, so nothing could be learned");
  }

  @Test
  void aSourceWithoutATestPartIsRefused() throws Exception {
    pictures("pets", 4);
    trainGenerator("conditioning={classes: 2, generator: concat, discriminator: projection}");

    Gantry.Result result = gantry.run("classify", "compare", "@run");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err()).contains("has no part to test on; give a --reference that has");
  }
}
