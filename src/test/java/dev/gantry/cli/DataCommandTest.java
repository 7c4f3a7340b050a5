package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
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
  void dedupShowsAndListsNearDuplicatesAndTrainingLeavesThemOut() throws Exception {
    for (int i = 0; i < 12; i++) {
      drawn("pictures/" + (char) ('a' + i) + ".png", i, "png");
    }
    drawn("pictures/y.jpg", 3, "jpg");
    drawn("pictures/z.jpg", 7, "jpg");

    Gantry.Result result =
        gantry.run("data", "dedup", "@pictures", "--out", "@found/pictures", "--steps", "5");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .containsPattern("images +14")
        .containsPattern("duplicates +2, like 2 that stay")
        .containsPattern("groups +2 of 2 images")
        .contains("exclude.jsonl");
    assertThat(ImageIO.read(gantry.path("found/pictures/groups.png").toFile()).getHeight())
        .isEqualTo(2 * 66 + 2);
    assertThat(Files.readAllLines(gantry.path("found/pictures/exclude.jsonl")))
        .hasSize(3)
        .anySatisfy(line -> assertThat(line).contains("y.jpg", "d.png"))
        .anySatisfy(line -> assertThat(line).contains("z.jpg", "h.png"));

    Gantry.Result trained =
        gantry.train(
            "run",
            "--set",
            "data.source=" + gantry.path("pictures"),
            "--set",
            "data.exclude=" + gantry.path("found/pictures/exclude.jsonl"));
    assertThat(trained.exitCode()).as(trained.err()).isEqualTo(ExitCode.OK);
    assertThat(Files.readString(gantry.path("run/provenance.json")))
        .containsPattern("\"count\" ?: ?12\\b");
  }

  @Test
  void dedupOverwritesNothing() throws Exception {
    Files.createDirectory(gantry.path("found"));
    Gantry.Result result = gantry.run("data", "dedup", "mnist-5k", "--out", "@found");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.errLines()).hasSize(1).first().asString().contains("is there already");
  }

  @Test
  void dedupRefusesACorrelationThatNoImagesHave() {
    Gantry.Result result =
        gantry.run("data", "dedup", "mnist-5k", "--out", "@found", "--correlation", "2");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err()).contains("--correlation is 2.0; it must be from 0.5 to 1.0");
  }

  /** Squares of many greys, other ones for each seed. */
  private void drawn(String name, int seed, String format) throws Exception {
    Path file = gantry.path(name);
    Files.createDirectories(file.getParent());
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 25; i++) {
      int level = random.nextInt(256);
      for (int k = 0; k < 64; k++) {
        image.setRGB(
            i % 5 * 8 + k % 8, i / 5 * 8 + k / 8, level << 16 | level << 8 | (255 - level));
      }
    }
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
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
