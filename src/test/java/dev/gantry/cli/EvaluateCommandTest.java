package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gantry.testing.LeakCheck;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A conditional run of digits, and its measures by the classifier that ships with Gantry. */
@ExtendWith(LeakCheck.class)
class EvaluateCommandTest {
  @TempDir static Path folder;
  private static Gantry gantry;

  @BeforeAll
  static void train() {
    gantry = new Gantry(folder);
    Gantry.Result trained =
        gantry.train(
            "run",
            "--set",
            "data={source: mnist-5k, size: 28, limit: 300}",
            "--set",
            "conditioning={generator: concat, discriminator: projection}");
    assertThat(trained.exitCode()).as(trained.err()).isEqualTo(ExitCode.OK);
  }

  private static Gantry.Result evaluate(String... more) {
    String[] args = new String[more.length + 6];
    System.arraycopy(
        new String[] {"evaluate", "@run", "--samples", "200", "--out", "@evaluation.json"},
        0,
        args,
        0,
        6);
    System.arraycopy(more, 0, args, 6, more.length);
    return gantry.run(args);
  }

  private static void assertRefused(Gantry.Result result, String message) {
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.USER);
    assertThat(result.err()).contains(message);
  }

  @Test
  void aRunIsMeasuredAgainstWhatItWasTrainedOn() throws Exception {
    Gantry.Result result = evaluate();

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .contains("reference   mnist-5k (train): 300 images")
        .contains("Fréchet classifier distance", "precision", "classes found", "MS-SSIM of pairs")
        .doesNotContain("FID");
    JsonNode json = new JsonMapper().readTree(Files.readString(folder.resolve("evaluation.json")));
    assertThat(json.get("generated_count").asInt()).isEqualTo(200);
    assertThat(json.get("extractor").get("sha256").asText()).hasSize(64);
    assertThat(json.get("classes")).hasSize(10);
    int perClass = 0;
    for (JsonNode each : json.get("classes")) {
      perClass += each.get("images").asInt();
    }
    assertThat(perClass).isEqualTo(200);
  }

  @Test
  void theSameSeedGivesTheSameNumbers() throws Exception {
    evaluate("--metrics", "frechet,kernel");
    ObjectNode first = evaluation();
    evaluate("--metrics", "frechet,kernel");
    ObjectNode second = evaluation();

    assertThat(second.remove("seconds")).hasSameSizeAs(first.remove("seconds"));
    assertThat(second).isEqualTo(first);
  }

  private static ObjectNode evaluation() throws IOException {
    return (ObjectNode) new JsonMapper().readTree(folder.resolve("evaluation.json").toFile());
  }

  @Test
  void howLongItTookIsSaid() throws Exception {
    Gantry.Result result = evaluate("--metrics", "frechet");

    assertThat(result.out())
        .containsPattern(
            "features    of 300 images in \\d+\\.\\d s \\(reference\\), of 200 images in ")
        .containsPattern("time        200 images generated in \\d+\\.\\d s, metrics in \\d");
    assertThat(evaluation().get("seconds").properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("reference_features", "generation", "generated_features", "metrics");
    assertThat(evaluation().get("seconds"))
        .allSatisfy(seconds -> assertThat(seconds.doubleValue()).isPositive());
  }

  @Test
  void anUnknownMetricIsRefusedWithTheKnownOnes() {
    assertRefused(evaluate("--metrics", "fid"), "--metrics has \"fid\"; it takes frechet, kernel");
  }

  @Test
  void anUnlabelledReferenceOfAModelWithClassesIsRefused() throws Exception {
    Path pictures = Files.createDirectories(folder.resolve("plain"));
    ImageIO.write(
        new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY),
        "png",
        pictures.resolve("a.png").toFile());

    assertRefused(
        evaluate("--reference", pictures.toString()), "has no labels, " + folder.resolve("run"));
  }

  @Test
  void aReferenceOfAnotherSizeIsRefused() throws Exception {
    Path pictures = Files.createDirectories(folder.resolve("large").resolve("a"));
    ImageIO.write(
        new BufferedImage(32, 30, BufferedImage.TYPE_INT_RGB),
        "png",
        pictures.resolve("a.png").toFile());

    assertRefused(
        evaluate("--reference", folder.resolve("large").toString()),
        "has images of 32×30×3, the model makes 28×28×1");
  }

  @Test
  void noSamplesAreRefused() {
    assertRefused(
        gantry.run("evaluate", "@run", "--samples", "0"), "--samples is 0; give at least 1");
  }

  @Test
  void aRunOfPicturesThatNoClassifierIsForIsRefused() {
    Gantry.Result small = gantry.train("small");
    assertThat(small.exitCode()).as(small.err()).isEqualTo(ExitCode.OK);

    assertRefused(gantry.run("evaluate", "@small"), "name a folder of gantry classify train");
  }
}
