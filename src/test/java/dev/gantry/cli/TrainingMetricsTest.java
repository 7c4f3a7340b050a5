package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.report.RunFolder;
import dev.gantry.report.Stats;
import dev.gantry.report.StatsLog;
import dev.gantry.testing.LeakCheck;
import dev.gantry.train.BestCheckpoint;
import dev.gantry.train.Checkpoints;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a run measures while it trains, and what becomes of it. */
@ExtendWith(LeakCheck.class)
class TrainingMetricsTest {
  @TempDir Path folder;
  private Gantry gantry;

  @BeforeEach
  void configuration() {
    gantry = new Gantry(folder);
  }

  private Gantry.Result train(String run, String metrics) {
    return gantry.train(
        run,
        "--set",
        "data={source: mnist-5k, size: 28, limit: 64}",
        "--set",
        "report.picture-kimg=0.02",
        "--set",
        "checkpoint.keep=1",
        "--set",
        "metrics=" + metrics);
  }

  @Test
  void numbersStandInTheStatisticsAndTheBestCheckpointStays() {
    Gantry.Result result = train("run", "{compute: [frechet, modes], samples: 60, best: fcd}");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.err()).contains("Fréchet classifier distance ", "classes found ");
    RunFolder run = RunFolder.open(folder.resolve("run"));
    List<Stats> stats = StatsLog.read(run.stats());
    assertThat(stats)
        .hasSize(5)
        .allSatisfy(
            line ->
                assertThat(line.metrics())
                    .containsKeys("fcd", "modes", "mode_divergence", "confident", "class_ratio_9"))
        .allSatisfy(line -> assertThat(line.metricsSeconds()).isPositive());
    assertThat(result.err())
        .containsPattern("; measured in \\d+\\.\\d s, \\d+\\.\\d % of the time so far");
    Stats best =
        stats.stream().min(Comparator.comparing(line -> line.metrics().get("fcd"))).orElseThrow();
    Checkpoints checkpoints = new Checkpoints(run.checkpoints());
    assertThat(checkpoints.best()).map(BestCheckpoint::images).contains(best.images());
    assertThat(checkpoints.best().orElseThrow().value()).isEqualTo(best.metrics().get("fcd"));
    assertThat(checkpoints.requireBest().images()).isEqualTo(best.images());
    assertThat(run.page())
        .content()
        .contains("fcd", "class_ratio")
        .doesNotContain("alt=\"class_ratio_");

    Gantry.Result exported = gantry.run("export", "@run", "--best", "--models", "@models");
    assertThat(exported.exitCode()).as(exported.err()).isEqualTo(ExitCode.OK);
  }

  @Test
  void measuringChangesNoWeight() throws Exception {
    assertThat(train("plain", "{}").exitCode()).isEqualTo(ExitCode.OK);
    assertThat(train("measured", "{compute: [modes], samples: 20}").exitCode())
        .isEqualTo(ExitCode.OK);

    assertThat(lastCheckpoint("measured")).hasSameBinaryContentAs(lastCheckpoint("plain"));
  }

  private Path lastCheckpoint(String run) {
    return folder.resolve(run).resolve("checkpoints/000000.100/variables.data-00000-of-00001");
  }

  @Test
  void aRunThatMakesFewClassesEndsWhereItIsAskedTo() {
    // After so few steps the untrained generator's images are all of one or two classes.
    Gantry.Result result = train("run", "{compute: [modes], samples: 60, stop-on-collapse: true}");

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.DIVERGED);
    assertThat(result.err()).contains("the generator has collapsed: the images are of ");
  }

  @Test
  void anExtractorThatDoesNotFitIsRefusedBeforeTraining() {
    Gantry.Result result = gantry.train("run", "--set", "metrics={compute: [modes]}");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err()).contains("is for digits of 28×28×1, the images are 8×8×1");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aBestThatNothingMeasuresIsRefused() {
    Gantry.Result result = gantry.train("run", "--set", "metrics={compute: [modes], best: fcd}");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err()).contains("best is \"fcd\", which no metric in compute measures");
  }
}
