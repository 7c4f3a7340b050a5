package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.Generator;
import dev.gantry.export.GeneratorSnapshot;
import dev.gantry.export.SavedModelExporter;
import dev.gantry.report.ImageGrid;
import dev.gantry.report.Png;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Options;
import dev.gantry.testing.Snapshots;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands on models and runs with classes. */
@ExtendWith(LeakCheck.class)
class ClassesTest {
  @TempDir private Path folder;

  private Gantry.Result sample(String model, String name, String... options) {
    return new Gantry(folder)
        .run(
            Stream.concat(Stream.of("sample", model, "--out", "@" + name), Stream.of(options))
                .toArray(String[]::new));
  }

  private Path sampled(String model, String name, String... options) {
    Gantry.Result result = sample(model, name, options);
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    return folder.resolve(name);
  }

  /** Cat, dog and owl. */
  private Path animals() {
    return SavedModelExporter.export(Snapshots.oneHotDcgan(), folder.resolve("animals"));
  }

  @Test
  void rowsOfAGridTakeTheClassesInTurn() {
    Path model = animals();

    Path grid = sampled("@animals", "grid.png", "--seed", "3");

    assertThat(Png.text(grid))
        .containsEntry("gantry:seed", "3")
        .containsEntry("gantry:count", "72")
        .containsEntry("gantry:labels", "cat, dog, owl");
    assertThat(pixels(Png.read(grid))).isEqualTo(pixels(expected(model)));
  }

  /** Nine rows of eight, the fewest from eight on in which all classes come equally often. */
  private static BufferedImage expected(Path model) {
    FloatBuffer cells = FloatBuffer.allocate(72 * 64);
    try (Generator generator = Generator.open(model)) {
      for (int row = 0; row < 9; row++) {
        for (float value : generator.generateArray(3 + row * 8, 8, row % 3)) {
          cells.put(2 * value - 1);
        }
      }
    }
    return ImageGrid.ofFloats(cells.flip(), new ImageGrid.Layout(9, 8, 8, 8, 1));
  }

  private static List<Integer> pixels(BufferedImage image) {
    List<Integer> pixels = new ArrayList<>();
    for (int i = 0; i < image.getWidth() * image.getHeight(); i++) {
      pixels.add(image.getRGB(i % image.getWidth(), i / image.getWidth()));
    }
    return pixels;
  }

  @Test
  void aClassIsNamedOrNumbered() throws Exception {
    animals();

    byte[] owls = Files.readAllBytes(sampled("@animals", "a.png", "--label", "owl"));

    assertThat(sampled("@animals", "b.png", "--label", "2")).hasBinaryContent(owls);
    assertThat(sampled("@animals", "c.png", "--label", "Owl")).hasBinaryContent(owls);
    assertThat(Files.readAllBytes(sampled("@animals", "d.png", "--label", "cat")))
        .isNotEqualTo(owls);
    assertThat(Png.text(folder.resolve("a.png")))
        .containsEntry("gantry:labels", "owl")
        .containsEntry("gantry:count", "64");
  }

  @Test
  void aNameThatIsANumberIsTheNameFirst() throws Exception {
    GeneratorSnapshot turned =
        Options.with(Snapshots.oneHotDcgan(), "classes", List.of("1", "2", "0"));
    SavedModelExporter.export(turned, folder.resolve("turned"));

    Path single = sampled("@turned", "single", "--label", "2", "--count", "1");

    assertThat(single).isDirectoryContaining("glob:**/seed-000000-2.png");
    animals();
    Path dog = sampled("@animals", "dog", "--label", "dog", "--count", "1");
    assertThat(pixels(Png.read(single.resolve("seed-000000-2.png"))))
        .isEqualTo(pixels(Png.read(dog.resolve("seed-000000-dog.png"))));
  }

  @Test
  void singleFilesSayTheirClass() {
    animals();

    Path singles =
        sampled("@animals", "singles", "--count=3", "--seed=8", "--label", "owl", "--label", "cat");

    assertThat(singles)
        .isDirectoryContaining("glob:**/seed-000008-owl.png")
        .isDirectoryContaining("glob:**/seed-000009-cat.png")
        .isDirectoryContaining("glob:**/seed-000010-owl.png");
    assertThat(Png.text(singles.resolve("seed-000009-cat.png")))
        .containsEntry("gantry:seed", "9")
        .containsEntry("gantry:label", "cat");
  }

  @Test
  void singleFilesWithoutALabelAreThoseOfTheGenerator() {
    Path model = animals();

    Path singles = sampled("@animals", "singles", "--count=2", "--seed=4");

    try (Generator generator = Generator.open(model)) {
      assertThat(pixels(Png.read(singles.resolve("seed-000004-dog.png"))))
          .isEqualTo(pixels(generator.generate(4)));
      assertThat(pixels(Png.read(singles.resolve("seed-000005-owl.png"))))
          .isEqualTo(pixels(generator.generate(5)));
    }
  }

  @Test
  void namesThatNoFileSystemTakesBecomePlain() {
    GeneratorSnapshot odd =
        Options.with(Snapshots.oneHotDcgan(), "classes", List.of("../a b", "梟", "x".repeat(300)));
    SavedModelExporter.export(odd, folder.resolve("odd"));

    Path singles = sampled("@odd", "singles", "--count", "3");

    assertThat(singles)
        .isDirectoryContaining("glob:**/seed-000000-..-a-b.png")
        .isDirectoryContaining("glob:**/seed-000001-1.png")
        .isDirectoryContaining("glob:**/seed-000002-" + "x".repeat(40) + ".png");
    assertThat(Png.text(singles.resolve("seed-000001-1.png"))).containsEntry("gantry:label", "梟");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cta|no class of |(did you mean \"cat\"?); give a number from 0 to 2, or one of cat, dog,"
            + " owl",
        "3|no class of |give a number from 0 to 2",
        "-1|no class of |give a number from 0 to 2",
        "''|no class of |give a number from 0 to 2",
        "99999999999|no class of |give a number from 0 to 2",
      })
  void aClassThatIsNotThereIsRefusedWithThoseThatAre(String label, String found, String remedy) {
    animals();

    Gantry.Result result = sample("@animals", "x.png", "--label=" + label);

    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.errLines())
        .hasSize(1)
        .first()
        .asString()
        .contains("--label is \"" + label + "\"", found, remedy);
    assertThat(folder.resolve("x.png")).doesNotExist();
  }

  @Test
  void aLabelForAModelWithoutClassesIsRefused() {
    SavedModelExporter.export(Snapshots.greyDcgan(), folder.resolve("plain"));

    Gantry.Result result = sample("@plain", "x.png", "--label", "cat");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.errLines())
        .hasSize(1)
        .first()
        .asString()
        .contains("was trained without classes; leave --label out");
  }

  @Test
  void inspectShowsTheClasses() {
    animals();

    Gantry.Result result = new Gantry(folder).run("inspect", "@animals");

    assertThat(result.out())
        .containsPattern("classes +3: cat, dog, owl")
        .contains("serving_default: z float32[-1, 5], label int64[-1]");
  }

  @Test
  void aRunWithClassesIsSampledAndExportedWithoutItsData() throws Exception {
    Gantry gantry = new Gantry(folder);
    Gantry.Result trained =
        gantry.train(
            "run",
            "--set=conditioning.generator.type=concat",
            "--set=conditioning.discriminator.type=channel");
    assertThat(trained.exitCode()).as(trained.err()).isEqualTo(ExitCode.OK);

    Path ofRun = sampled("@run", "a.png", "--label", "7", "--count", "5");

    assertThat(gantry.run("export", "@run", "--models", "@models").exitCode())
        .isEqualTo(ExitCode.OK);
    assertThat(sampled("@models/tiny", "b.png", "--label", "7", "--count", "5"))
        .hasSameBinaryContentAs(ofRun);
    assertThat(Files.readAllBytes(sampled("@run", "c.png", "--label", "1", "--count", "5")))
        .isNotEqualTo(Files.readAllBytes(ofRun));
    assertThat(gantry.run("inspect", "@models/tiny").out())
        .containsPattern("classes +10: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9");
  }
}
