package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.RunConfigReader;
import dev.gantry.report.RunFolder;
import dev.gantry.report.RunState;
import dev.gantry.testing.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakCheck.class)
class TrainCommandTest {
  @TempDir Path folder;
  private Gantry gantry;

  @BeforeEach
  void configuration() {
    gantry = new Gantry(folder);
  }

  @Test
  void aRunLeavesEveryFileAndAnExport() throws Exception {
    Gantry.Result result =
        gantry.run("train", "@tiny.yaml", "--run", "@run", "--models", "@models");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(names("run"))
        .contains(
            "config.yaml",
            "provenance.json",
            "state.json",
            "log.txt",
            "stats.jsonl",
            "reals.png",
            "fakes-init.png",
            "fakes-000000.100.png",
            "progress.gif",
            "report.html",
            "checkpoints")
        .anyMatch(name -> name.startsWith("events.out.tfevents."));
    assertThat(names("run/checkpoints")).containsExactly("000000.080", "000000.100");
    assertThat(names("models/tiny/1"))
        .containsExactly("assets.extra", "gantry.json", "saved_model.pb");
    assertThat(RunState.read(RunFolder.open(gantry.path("run"))).status())
        .isEqualTo(RunState.Status.FINISHED);
    assertThat(result.errLines())
        .contains("training on CPU: 100 images to show")
        .last()
        .isEqualTo("exported " + gantry.path("models/tiny/1"));
    assertThat(result.out()).isEmpty();
  }

  @Test
  void theLogHasWhatTheTerminalWasTold() throws Exception {
    Gantry.Result result = gantry.train("run");

    List<String> log =
        Files.readAllLines(gantry.path("run/log.txt")).stream()
            .map(line -> line.replaceFirst("^\\S+Z ", ""))
            .toList();
    assertThat(result.errLines()).containsSubsequence(log);
    assertThat(log).anyMatch(line -> line.contains("kimg 100%"));
  }

  @Test
  void provenanceHasTheWordsOfTheCommandAndTheData() {
    gantry.train("run");

    assertThat(gantry.path("run/provenance.json"))
        .content()
        .contains("\"command_line\" : [ \"gantry\", \"train\"", "\"count\" : 64", "\"CPU\"");
  }

  @Test
  void noExportMakesNoModel() {
    assertThat(gantry.train("run", "--models", "@models").exitCode()).isEqualTo(ExitCode.OK);
    assertThat(gantry.path("models")).doesNotExist();
  }

  @Test
  void aDryRunPrintsAConfigurationThatReadsBackAndWritesNothing() throws Exception {
    Gantry.Result result =
        gantry.run(
            "train", "@tiny.yaml", "--run", "@run", "--dry-run", "--set", "training.batch=8");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(RunConfigReader.parse(result.out(), "printed", List.of()))
        .isEqualTo(RunConfigReader.read(gantry.path("tiny.yaml"), List.of("training.batch=8")));
    assertThat(result.out())
        .containsPattern("# parameters +generator [\\d,]+, discriminator [\\d,]+")
        .containsPattern("# memory +about [\\d,]+ MB")
        .containsPattern("# time +\\d+ images/s: an epoch \\d+s");
    assertThat(names("")).containsExactly("tiny.yaml");
  }

  @Test
  void aFolderWithSomethingInItIsRefusedAndKept() throws Exception {
    Files.createDirectory(gantry.path("run"));
    Files.writeString(gantry.path("run/thesis.txt"), "mine");

    Gantry.Result result = gantry.train("run");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.errLines()).hasSize(1).first().asString().contains("run is not empty");
    assertThat(names("run")).containsExactly("thesis.txt");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.bach=8 | --set training.bach=8: unknown key",
        "training.batch=many | --set training.batch=many:",
        "training.batch=65 | has 64 images to train on, training.batch is 65",
        "training.device=gpu | TensorFlow has no GPU here",
        "data.size=7 | size",
        "data.size=100000 | size",
        "data.source=cifar10 | --data",
        "data.source=nowhere/pictures | nowhere/pictures"
      })
  void aMistakeIsOneLineAndLeavesNoRun(String setting, String said) {
    Gantry.Result result = gantry.train("run", "--set", setting);

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.USER);
    assertThat(result.errLines()).hasSize(1).first().asString().contains(said);
    assertThat(gantry.path("run")).doesNotExist();
  }

  @Test
  void anAbsentDataSetIsSaidWithAllThreePlaces() {
    Gantry.Result result =
        gantry.train("run", "--set", "data.source=mnist", "--data", gantry.path("d").toString());

    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err())
        .contains(gantry.path("d").toString(), "GANTRY_DATA", gantry.path("cache").toString());
  }

  @Test
  void aMissingConfigurationIsSaidWithItsNeighbour() {
    Gantry.Result result = gantry.run("train", "@tinny.yaml");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err())
        .isEqualTo(
            "gantry: %s: no such file; did you mean %s?%n"
                .formatted(gantry.path("tinny.yaml"), gantry.path("tiny.yaml")));
  }

  @Test
  void aDivergedRunSaysWhereAndKeepsItsLastCheckpoint() throws Exception {
    gantry.train("run");
    byte[] before = Files.readAllBytes(variables("000000.100"));

    Gantry.Result result =
        gantry.run(
            "resume",
            "@run",
            "--set",
            "training.kimg=0.2",
            "--set",
            "optimizer.generator.learning-rate=1e30");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.DIVERGED);
    assertThat(result.errLines())
        .last()
        .asString()
        .containsPattern("is not finite in iteration \\d+")
        .contains("checkpoints/000000.100 is untouched");
    assertThat(variables("000000.100")).hasBinaryContent(before);
    assertThat(names("run/checkpoints")).containsExactly("000000.080", "000000.100");
    assertThat(RunState.read(RunFolder.open(gantry.path("run"))).status())
        .isEqualTo(RunState.Status.DIVERGED);
    assertThat(gantry.path("run/log.txt")).content().contains("DivergedException");
  }

  @Test
  void aRunThatDivergesBeforeItsFirstCheckpointSaysThatThereIsNone() {
    Gantry.Result result =
        gantry.train("run", "--set", "optimizer.discriminator.learning-rate=1e30");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.DIVERGED);
    assertThat(result.err()).contains("no checkpoint was saved before it");
  }

  private Path variables(String checkpoint) {
    return gantry
        .path("run/checkpoints")
        .resolve(checkpoint)
        .resolve("variables.data-00000-of-00001");
  }

  @Test
  void labelsThatTheImagesDoNotHaveAreRefusedBeforeAnyIsDecoded() throws Exception {
    Files.createDirectories(folder.resolve("pictures"));
    Files.writeString(folder.resolve("pictures/no-picture.png"), "decoding this would fail");

    Gantry.Result result =
        gantry.run(
            "train",
            "@tiny.yaml",
            "--set",
            "data.source=" + folder.resolve("pictures"),
            "--set",
            "conditioning.generator=concat",
            "--set",
            "conditioning.discriminator=projection");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err())
        .contains("has no labels, which conditioning needs; use a folder with one subfolder");
  }

  private List<String> names(String in) throws Exception {
    try (Stream<Path> entries = Files.list(gantry.path(in))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
