package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gantry.testing.LeakCheck;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A conditional run of digits, and what it was trained on. */
@ExtendWith(LeakCheck.class)
class ExploreNeighboursCommandTest {
  @TempDir static Path folder;
  private static Gantry gantry;

  @BeforeAll
  static void train() {
    gantry = new Gantry(folder);
    Gantry.Result trained =
        gantry.train(
            "run",
            "--set",
            "data={source: mnist-5k, size: 28, limit: 60}",
            "--set",
            "conditioning={generator: concat, discriminator: projection}");
    assertThat(trained.exitCode()).as(trained.err()).isEqualTo(ExitCode.OK);
  }

  private static Gantry.Result neighbours(String out, String... more) {
    return gantry.run(
        Stream.concat(Stream.of("explore", "neighbours", "@run", "--out", out), Stream.of(more))
            .toArray(String[]::new));
  }

  private static void assertRefused(Gantry.Result result, String message) {
    assertThat(result.exitCode()).as(result.out()).isEqualTo(ExitCode.USER);
    assertThat(result.errLines()).last().asString().contains(message);
  }

  private static JsonNode numbers(String out) throws IOException {
    return JsonMapper.builder()
        .build()
        .readTree(folder.resolve(out).resolve("numbers.json").toFile());
  }

  private static List<String> classes(JsonNode numbers) {
    List<String> classes = new ArrayList<>();
    numbers.get("images").forEach(image -> classes.add(image.get("class_name").textValue()));
    return classes;
  }

  /** Squares of one level each, one level below another. */
  private static void squares(Path part, int count, int lightest) throws IOException {
    Files.createDirectories(part);
    for (int i = 0; i < count; i++) {
      BufferedImage square = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
      for (int pixel = 0; pixel < 28 * 28; pixel++) {
        square.getRaster().setSample(pixel % 28, pixel / 28, 0, lightest - i);
      }
      ImageIO.write(square, "png", part.resolve("square-%d.png".formatted(i)).toFile());
    }
  }

  @Test
  void aRunIsHeldAgainstWhatItWasTrainedOnWithItsClassesInTurn() throws Exception {
    Gantry.Result result = neighbours("@all", "--count", "12", "--seed", "8");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .contains("pixels: median distance to the nearest ", "; no held-out images to compare with")
        .endsWith("index.html\n");
    JsonNode numbers = numbers("all");
    assertThat(classes(numbers)).containsExactly("8 9 0 1 2 3 4 5 6 7 8 9".split(" "));
    assertThat(numbers.at("/training/name").textValue()).isEqualTo("mnist-5k (train)");
    assertThat(numbers.at("/training/images").intValue()).isEqualTo(60);
    assertThat(numbers.at("/extractor/sha256").textValue()).hasSize(64);
    assertThat(numbers.at("/images/11/features/4/distance").isNumber()).isTrue();
    assertThat(folder.resolve("all/pixels.png")).exists();
    assertThat(folder.resolve("all/features.png")).exists();
  }

  @Test
  void aTestSplitGivesTheScale() throws Exception {
    squares(folder.resolve("squares/train"), 7, 200);
    squares(folder.resolve("squares/test"), 3, 150);

    Gantry.Result result =
        neighbours(
            "@scale",
            "--reference",
            folder.resolve("squares").toString(),
            "--label",
            "3",
            "--count",
            "2",
            "--nearest",
            "1");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    JsonNode numbers = numbers("scale");
    assertThat(classes(numbers)).containsExactly("3", "3");
    assertThat(numbers.at("/images/0/pixels/0/name").textValue()).matches("train/square-\\d.png");
    JsonNode heldOut = numbers.at("/nearness/pixels/held_out");
    assertThat(heldOut.get("images").intValue()).isEqualTo(3);
    // From levels 150, 149 and 148 to 194, the darkest of 7: 28 times the difference.
    assertThat(heldOut.get("median").doubleValue()).isEqualTo(28 * 45);
    assertThat(heldOut.get("quantile").doubleValue()).isEqualTo(28 * 44);
    assertThat(result.out()).contains(", of held-out images 1260; ");
  }

  @Test
  void theTestSplitItselfHasNoScale() throws Exception {
    squares(folder.resolve("parts/train"), 6, 200);
    squares(folder.resolve("parts/test"), 6, 150);

    Gantry.Result result =
        neighbours("@test", "--reference", folder.resolve("parts").toString(), "--split", "test");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).contains("; no held-out images to compare with");
    assertThat(numbers("test").at("/training/name").textValue()).endsWith("parts (test)");
  }

  @Test
  void mistakesAreSaidInOneLine() throws Exception {
    squares(folder.resolve("few"), 2, 9);

    assertRefused(neighbours("@x", "--count", "0"), "--count is 0; it must be from 1 to 1000");
    assertRefused(neighbours("@x", "--nearest", "33"), "--nearest is 33; it must be from 1 to 32");
    assertRefused(neighbours("@x", "--label", "ten"), "--label is \"ten\"");
    assertRefused(neighbours("@run"), "is there already; give another folder to --out");
    assertRefused(
        neighbours("@x", "--reference", folder.resolve("few").toString()),
        "5 neighbours among 2 images");
    assertRefused(neighbours("@x", "--reference", "none"), "\"none\" does not exist");
    assertThat(folder.resolve("x")).doesNotExist();
  }
}
