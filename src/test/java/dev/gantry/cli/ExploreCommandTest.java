package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.export.SavedModelExporter;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Snapshots;
import dev.gantry.testing.TinyMnist;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class ExploreCommandTest {
  @TempDir private Path folder;

  @BeforeEach
  void export() {
    SavedModelExporter.export(Snapshots.greyDcgan(), folder.resolve("grey"));
    SavedModelExporter.export(Snapshots.oneHotDcgan(), folder.resolve("animals"));
  }

  private Gantry.Result run(String command) {
    return new Gantry(folder).run(command.split(" "));
  }

  private Path explored(String command) {
    Gantry.Result result = run("explore " + command);
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    String page = result.out().lines().reduce((first, last) -> last).orElseThrow();
    assertThat(page).endsWith("index.html");
    assertThat(Path.of(page)).exists();
    return Path.of(page).resolveSibling(".").normalize();
  }

  private void assertRefused(String command, String message) {
    Gantry.Result result = run("explore " + command);
    assertThat(result.exitCode()).as(result.out()).isEqualTo(ExitCode.USER);
    assertThat(result.errLines()).last().asString().contains(message);
  }

  @Test
  void walkGoesThroughAllClassesUnlessOneIsNamed() {
    Path all = explored("walk @animals --seeds 1,2 --steps 3 --path linear --out @all");
    assertThat(all.resolve("numbers.json")).content().contains("cat", "dog", "owl");
    assertThat(all.resolve("spherical.gif")).doesNotExist();

    Path dog = explored("walk @animals --seeds 1,-2 --steps 3 --label dog --out @dog");
    assertThat(dog.resolve("numbers.json")).content().contains("dog").doesNotContain("owl");
    assertThat(dog).isDirectoryContaining("glob:**/spherical.gif");
  }

  @Test
  void arithmeticPicksFromAGridAndCalculates() {
    Path grid = explored("arithmetic @grey --grid --count 9 --out @grid");
    assertThat(grid).isDirectoryContaining("glob:**/grid.png");
    Path sum =
        explored("arithmetic @animals --label owl --a 3,7,2 --minus 4 --plus 5,8 --out @sum");
    assertThat(sum).isDirectoryContaining("glob:**/nine.png");
  }

  @Test
  void projectFindsAPictureThatTheModelMade() {
    assertThat(run("sample @grey --seed 1000 --count 1 --out @made").exitCode()).isZero();
    Path image = folder.resolve("made/seed-001000.png");
    Path found =
        explored("project @grey " + image + " --steps 100 --restarts 6 --prior 0 --out @found");
    assertThat(found.resolve("numbers.json")).content().contains("\"psnr\"", "seed-001000.png");
  }

  @Test
  void filtersShowsWhatADiscriminatorLooksFor() {
    assertThat(new Gantry(folder).train("run").exitCode()).isZero();
    Path page = explored("filters @run --features 1,0 --examples 3 --limit 20 --out @filters");
    assertThat(page)
        .isDirectoryContaining("glob:**/trained.png")
        .isDirectoryContaining("glob:**/untrained-kernels.png");
    assertThat(page.resolve("numbers.json")).content().contains("\"activations\"", "\"share\"");
    assertRefused("filters @run --map 1 --out @x", "--map is 1, but this discriminator has 1");
    assertRefused("filters @run --features 0,2 --out @x", "--features has 2, but map 0 has 2");
    assertRefused("filters @run --features -1 --out @x", "--features is -1; it must be");
    assertRefused("filters @grey --out @x", "is not the folder of a run");
  }

  @Test
  void featuresIsJudgedByImagesThatItWasNotTrainedOn() throws Exception {
    TinyMnist.write(folder.resolve("data"), 60, 20);
    Gantry gantry = new Gantry(folder);
    String settings = "--set data.source=mnist --set data.limit=0 --data @data";
    assertThat(gantry.train("run", settings.split(" ")).exitCode()).isZero();
    Path page = explored("features @run --labels 2 --patches 4 --data @data --out @features");
    assertThat(page.resolve("numbers.json"))
        .content()
        .contains("raw pixels", "K-means of patches", "\"test_images\" : 20");
    assertRefused("features @run --labels 0 --data @data --out @x", "--labels is 0; it must be");
    assertThat(gantry.train("five").exitCode()).isZero();
    assertRefused("features @five --limit 30 --out @x", "mnist-5k has no part to test on");
  }

  @Test
  void mistakesAreSaidInOneLine() throws Exception {
    assertRefused("walk @grey --seeds 1 --out @x", "--seeds has 1 seeds; give 2 to 64");
    assertRefused("walk @grey --steps 0 --out @x", "--steps is 0; it must be from 2 to 200");
    assertRefused("walk @grey --label cat --out @x", "was trained without classes");
    assertRefused("walk @none --out @x", "is not there; give a model folder");
    assertRefused("walk @grey --out @animals", "is there already; give another folder to --out");
    assertRefused("arithmetic @grey --out @x", "nothing to calculate; give --grid");
    assertRefused("arithmetic @grey --grid --a 1 --out @x", "--grid was given with --a");
    assertRefused("arithmetic @grey --a 1 --minus 2 --out @x", "--plus has 0 indices");
    assertRefused("arithmetic @grey --grid --count 1001 --out @x", "it must be from 1 to 1000");
    assertRefused("arithmetic @animals --grid --out @x", "give one --label");
    assertRefused("project @grey @none.png --out @x", "none.png is not there");
    Path text = Files.writeString(folder.resolve("text.png"), "no picture");
    assertRefused("project @grey " + text + " --out @x", "is not a whole picture");
    assertRefused("project @grey " + text + " --steps 0 --out @x", "--steps is 0; it must be");
    assertRefused("compare @grey --out @x", "1 runs were given");
    assertRefused("compare @grey @animals --out @x", "is not the folder of a run");
    assertThat(folder.resolve("x")).doesNotExist();
    assertThat(run("explore").exitCode()).isEqualTo(ExitCode.USER);
  }
}
