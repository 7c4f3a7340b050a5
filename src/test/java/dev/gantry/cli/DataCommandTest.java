package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
  @TempDir Path folder;
  private Gantry gantry;

  @BeforeEach
  void cache() {
    gantry = new Gantry(folder);
  }

  @Test
  void inspectCountsClassesAndSaysWhatCouldNotBeRead() throws Exception {
    picture("pictures/cats/a.png", 9, 7);
    picture("pictures/cats/b.png", 9, 7);
    picture("pictures/dogs/c.png", 20, 10);
    Files.writeString(gantry.path("pictures/dogs/torn.png"), "no picture");
    Files.writeString(gantry.path("pictures/readme.txt"), "of mine");

    Gantry.Result result =
        gantry.run("data", "inspect", "@pictures", "--grid", gantry.path("grid.png").toString());

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .containsPattern("images +4")
        .containsPattern("size +9×7: 2")
        .containsPattern("size +20×10: 1")
        .containsPattern("class +cats: 2")
        .containsPattern("class +dogs: 2")
        .containsPattern("unreadable +1")
        .contains("torn.png: ");
    assertThat(ImageIO.read(gantry.path("grid.png").toFile())).isNotNull();
  }

  @Test
  void theDigitsThatShipWithGantryAreThere() {
    Gantry.Result result = gantry.run("data", "inspect", "mnist-5k");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).containsPattern("images +5,000").containsPattern("class +9: 500");
  }

  @Test
  void anEmptyFolderIsRefused() throws Exception {
    Files.createDirectory(gantry.path("empty"));
    Gantry.Result result = gantry.run("data", "inspect", "@empty");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.errLines()).hasSize(1).first().asString().contains("empty");
  }

  @Test
  void onlyKnownDataSetsAreFetched() {
    Gantry.Result result = gantry.run("data", "fetch", "imagenet");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err())
        .isEqualToIgnoringNewLines(
            "gantry: \"imagenet\" cannot be fetched; expected one of mnist, fashion-mnist,"
                + " cifar10");
  }

  @Test
  void dataAloneIsNoCommand() {
    Gantry.Result result = gantry.run("data");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err()).contains("Missing command", "Try: gantry data --help");
  }

  private void picture(String name, int width, int height) throws Exception {
    Path file = gantry.path(name);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
  }
}
