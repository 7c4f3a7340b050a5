package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.RunConfigReader;
import dev.gantry.report.RunFolder;
import dev.gantry.report.RunLock;
import dev.gantry.report.Stats;
import dev.gantry.report.StatsLog;
import dev.gantry.testing.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class ResumeCommandTest {
  @TempDir static Path trained;
  @TempDir Path folder;
  private Gantry gantry;

  @BeforeAll
  static void train() {
    assertThat(new Gantry(trained).train("run").exitCode()).isEqualTo(ExitCode.OK);
  }

  @BeforeEach
  void finishedRun() throws Exception {
    gantry = new Gantry(folder);
    try (Stream<Path> files = Files.walk(trained.resolve("run"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, folder.resolve(trained.relativize(file).toString()));
      }
    }
  }

  private Gantry.Result resume(String... settings) {
    Stream<String> sets = Stream.of(settings).flatMap(setting -> Stream.of("--set", setting));
    return gantry.run(
        Stream.concat(Stream.of("resume", "@run", "--no-export"), sets).toArray(String[]::new));
  }

  @Test
  void aFinishedRunSaysSoAndStaysAsItIs() throws Exception {
    byte[] state = Files.readAllBytes(gantry.path("run/state.json"));

    Gantry.Result result = resume();

    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.errLines())
        .hasSize(1)
        .first()
        .asString()
        .contains("is finished: 100 images were shown", "--set training.kimg=N");
    assertThat(gantry.path("run/state.json")).hasBinaryContent(state);
    assertThat(gantry.path("run/provenance-1.json")).doesNotExist();
  }

  @Test
  void aFinishedRunGoesFurther() {
    Gantry.Result result = resume("training.kimg=0.16", "report.tick-kimg=0.04");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.errLines()).contains("training on CPU: 100 images shown, 60 images to show");
    assertThat(StatsLog.read(gantry.path("run/stats.jsonl")).stream().map(Stats::images))
        .containsExactly(20L, 40L, 60L, 80L, 100L, 120L, 160L);
    assertThat(RunConfigReader.read(gantry.path("run/config.yaml"), List.of()).training().kimg())
        .isEqualTo(0.16);
    assertThat(gantry.path("run/provenance-1.json")).content().contains("training.kimg=0.16");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.latent=5",
        "model.generator.width=3",
        "data.size=16",
        "data.limit=32",
        "training.batch=8",
        "average.half-life-kimg=0",
        "optimizer.generator.beta1=0.4",
        "seed=8"
      })
  void whatTheCheckpointDependsOnMayNotChange(String setting) throws Exception {
    byte[] config = Files.readAllBytes(gantry.path("run/config.yaml"));

    Gantry.Result result = resume("training.kimg=0.2", setting);

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.USER);
    assertThat(result.errLines())
        .hasSize(1)
        .first()
        .asString()
        .contains("but the run was begun with");
    assertThat(gantry.path("run/config.yaml")).hasBinaryContent(config);
  }

  @Test
  void fewerImagesThanWereShownAreRefused() {
    Gantry.Result result = resume("training.kimg=0.05");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err()).contains("training.kimg is 0.05", "has 0.1 kimg behind it");
  }

  @Test
  void otherImagesAreRefusedAndNothingChanges() throws Exception {
    Path digits = Files.createDirectory(gantry.path("digits"));
    for (int i = 0; i < 8; i++) {
      Files.copy(gantry.path("run/reals.png"), digits.resolve(i + ".png"));
    }
    byte[] stats = Files.readAllBytes(gantry.path("run/stats.jsonl"));

    Gantry.Result result = resume("training.kimg=0.2", "data.source=" + digits);

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.USER);
    assertThat(result.err()).contains("has other images than the run was trained on");
    assertThat(gantry.path("run/stats.jsonl")).hasBinaryContent(stats);
  }

  @Test
  void aRunInUseIsRefused() {
    Gantry.Result result =
        RunLock.holding(RunFolder.open(gantry.path("run")), () -> resume("training.kimg=0.2"));

    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.errLines())
        .hasSize(1)
        .first()
        .asString()
        .contains("is in use by another gantry");
  }

  @Test
  void aDamagedCheckpointIsPassedOverForTheOneBefore() throws Exception {
    damage("000000.100");

    Gantry.Result result = resume();

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.errLines())
        .anyMatch(line -> line.startsWith("gantry: warning: passed over a checkpoint"))
        .contains("training on CPU: 80 images shown, 20 images to show");
  }

  @Test
  void withEveryCheckpointDamagedTheReasonIsSaid() throws Exception {
    damage("000000.100");
    damage("000000.080");

    Gantry.Result result = resume();

    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.errLines()).last().asString().contains("no checkpoint under", "is damaged");
  }

  @Test
  void aFolderThatIsNoRunIsRefused() {
    Gantry.Result result = gantry.run("resume", folder.toString());

    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err()).contains("is not the folder of a run: it has no config.yaml");
  }

  @Test
  void aFailuresStackTraceIsInTheLog() throws Exception {
    Path state = gantry.path("run/state.json");
    Files.delete(state);
    // No file can be put where a folder with something in it is.
    Files.createDirectories(state.resolve("x"));

    Gantry.Result result = resume("training.kimg=0.2");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.RUN);
    assertThat(gantry.path("run/log.txt")).content().contains("\tat dev.gantry.");
  }

  private void damage(String checkpoint) throws Exception {
    Path data =
        gantry.path("run/checkpoints").resolve(checkpoint).resolve("variables.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    bytes[bytes.length / 2] ^= 1;
    Files.write(data, bytes);
  }
}
