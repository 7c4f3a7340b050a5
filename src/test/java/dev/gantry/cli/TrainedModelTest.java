package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.testing.LeakCheck;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.NodeList;

/** The commands that need something trained: sample, export, inspect. */
@ExtendWith(LeakCheck.class)
class TrainedModelTest {
  @TempDir static Path folder;
  private static Gantry gantry;
  @TempDir Path out;

  @BeforeAll
  static void train() {
    gantry = new Gantry(folder);
    assertThat(gantry.run("train", "@tiny.yaml", "--run", "@run", "--models", "@models").exitCode())
        .isEqualTo(ExitCode.OK);
  }

  private Path sample(String name, String source, String... options) {
    Path target = out.resolve(name);
    Gantry.Result result =
        gantry.run(
            Stream.concat(
                    Stream.of("sample", source, "--out", target.toString()), Stream.of(options))
                .toArray(String[]::new));
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).isEqualToIgnoringNewLines(target.toString());
    return target;
  }

  @Test
  void theSameSeedGivesTheSamePictureOfRunAndModel() throws Exception {
    byte[] ofModel =
        Files.readAllBytes(sample("a.png", "@models/tiny", "--count", "5", "--seed", "3"));
    assertThat(sample("b.png", "@models/tiny/1", "--count", "5", "--seed", "3"))
        .hasBinaryContent(ofModel);
    assertThat(sample("c.png", "@run", "--count", "5", "--seed", "3")).hasBinaryContent(ofModel);
    assertThat(Files.readAllBytes(sample("d.png", "@run", "--count", "5", "--seed", "4")))
        .isNotEqualTo(ofModel);
  }

  @Test
  void aGridSaysItsSeedAndCount() throws Exception {
    Path grid = sample("grid.png", "@models/tiny", "--count", "5", "--seed", "3");
    assertThat(text(grid, "gantry:seed")).isEqualTo("3");
    assertThat(text(grid, "gantry:count")).isEqualTo("5");
  }

  @Test
  void singlePicturesAreNamedByTheSeedThatMakesThem() throws Exception {
    Path singles = sample("singles", "@models/tiny", "--count", "3", "--seed", "8");
    assertThat(singles)
        .isDirectoryContaining("glob:**/seed-000008.png")
        .isDirectoryContaining("glob:**/seed-000010.png");
    assertThat(text(singles.resolve("seed-000009.png"), "gantry:seed")).isEqualTo("9");

    Path again = sample("again", "@models/tiny", "--count", "1", "--seed", "9");
    assertThat(again.resolve("seed-000009.png"))
        .hasSameBinaryContentAs(singles.resolve("seed-000009.png"));
    BufferedImage picture = ImageIO.read(again.resolve("seed-000009.png").toFile());
    assertThat(picture.getWidth()).isEqualTo(8);
  }

  @Test
  void exportGoesOnToTheNextVersion() {
    Gantry.Result first = gantry.run("export", "@run", "--name", "other", "--models", "@models");
    assertThat(first.out()).isEqualToIgnoringNewLines(gantry.path("models/other/1").toString());
    Gantry.Result second = gantry.run("export", "@run", "--name", "other", "--models", "@models");
    assertThat(second.out()).isEqualToIgnoringNewLines(gantry.path("models/other/2").toString());
    assertThat(gantry.path("models/other/2/saved_model.pb"))
        .hasSameBinaryContentAs(gantry.path("models/tiny/1/saved_model.pb"));
  }

  @Test
  void theDiscriminatorIsExportedUnderItsOwnName() {
    Gantry.Result result =
        gantry.run("export", "@run", "--network", "discriminator", "--fold", "--models", "@models");
    assertThat(result.out())
        .isEqualToIgnoringNewLines(gantry.path("models/tiny-discriminator/1").toString());
    assertThat(inspect("@models/tiny-discriminator"))
        .contains("score: image", "features: image")
        .containsPattern("batch-norm +folded")
        .containsPattern("images +100");
  }

  @Test
  void formsOfAnExportAreAskedForByOptions() {
    Gantry.Result result =
        gantry.run(
            "export",
            "@run",
            "--name",
            "small",
            "--raw",
            "--weights",
            "bfloat16",
            "--truncation",
            "1.5",
            "--serving-config",
            "--models",
            "@models");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(inspect("@models/small"))
        .containsPattern("weights +raw")
        .containsPattern("weight-type +bfloat16")
        .containsPattern("truncation +1.5");
    assertThat(gantry.path("models/models.config"))
        .content()
        .contains("base_path: \"/models/small\"", "base_path: \"/models/tiny\"");
    assertThat(gantry.path("models/batching.config")).exists();
  }

  @ParameterizedTest
  @CsvSource({
    "--truncation 9, truncation is 9.0",
    "--network discriminator --raw, no average is kept of a discriminator",
    "--network discriminator --truncation 1, a discriminator takes no latents"
  })
  void optionsThatDoNotGoTogetherAreRefused(String options, String reason) {
    List<String> command = new ArrayList<>(List.of("export", "@run", "--models", "@models"));
    command.addAll(List.of(options.split(" ")));
    Gantry.Result result = gantry.run(command.toArray(String[]::new));
    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.errLines()).hasSize(1).first().asString().contains(reason);
  }

  @Test
  void aVersionThatIsThereIsRefused() {
    Gantry.Result result =
        gantry.run("export", "@run", "--models", "@models", "--model-version", "1");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.errLines()).hasSize(1).first().asString().contains("has a version 1 already");
  }

  @Test
  void inspectShowsARun() {
    assertThat(inspect("@run"))
        .containsPattern("state +finished after 100 of 100 images")
        .containsPattern("checkpoint +000000.100, iteration 25, 100 images")
        .contains("generator: ", "discriminator: ");
  }

  @Test
  void inspectShowsAModel() {
    assertThat(inspect("@models/tiny"))
        .containsPattern("latent +4, ")
        .containsPattern("image +8×8×1")
        .contains("serving_default: z", "png: z")
        .containsPattern("images +100");
  }

  @Test
  void inspectShowsAConfiguration() {
    assertThat(inspect("@tiny.yaml")).contains("generator: ", "discriminator: ", "kernel");
  }

  private static String inspect(String what) {
    Gantry.Result result = gantry.run("inspect", what);
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    return result.out();
  }

  @ParameterizedTest
  @CsvSource({
    "sample, @cache",
    "sample, @nowhere",
    "sample, @tiny.yaml",
    "inspect, @models",
    "inspect, @nowhere",
    "export, @models/tiny"
  })
  void whatIsNeitherModelNorRunIsRefusedInOneLine(String command, String path) throws Exception {
    Files.createDirectories(gantry.path("cache"));
    Gantry.Result result = gantry.run(command, path);
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.USER);
    assertThat(result.errLines())
        .hasSize(1)
        .first()
        .asString()
        .contains(gantry.path(path.substring(1)).toString());
  }

  @ParameterizedTest
  @CsvSource({"--count=0", "--count=-1", "--count=5000", "--count=many"})
  void anImpossibleCountIsRefused(String count) {
    Gantry.Result result =
        gantry.run("sample", "@run", count, "--out", out.resolve("x.png").toString());
    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err()).contains("--count");
  }

  /** What the JDK's own reader finds under a keyword in the text chunks. */
  private static String text(Path png, String keyword) throws Exception {
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(png.toFile())) {
      reader.setInput(in);
      IIOMetadataNode root =
          (IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_1.0");
      NodeList entries = root.getElementsByTagName("TextEntry");
      for (int i = 0; i < entries.getLength(); i++) {
        IIOMetadataNode entry = (IIOMetadataNode) entries.item(i);
        if (entry.getAttribute("keyword").equals(keyword)) {
          return entry.getAttribute("value");
        }
      }
      return "";
    } finally {
      reader.dispose();
    }
  }
}
