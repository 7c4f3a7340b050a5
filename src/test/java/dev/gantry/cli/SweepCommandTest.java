package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.report.RunFolder;
import dev.gantry.report.RunState;
import dev.gantry.report.StatsLog;
import dev.gantry.sweep.Sweep;
import dev.gantry.sweep.SweepState;
import dev.gantry.sweep.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sweeps of runs of a second, each in a process of its own as always. */
@DisabledOnOs(OS.WINDOWS)
class SweepCommandTest {
  private static final Pattern CHILD = Pattern.compile("\"child\"[^}]*\"pid\" : (\\d+)");

  @TempDir Path folder;
  private Gantry gantry;

  @BeforeEach
  void configuration() {
    gantry = new Gantry(folder);
  }

  private SweepState state(String sweep) {
    return Sweep.open(gantry.path(sweep)).state();
  }

  private static List<Trial.Status> statuses(SweepState state) {
    return state.trials().stream().map(Trial::status).toList();
  }

  private boolean isTraining(String run) {
    return isRunning(run) && Files.exists(gantry.path(run + "/checkpoints/000001"));
  }

  private boolean isRunning(String run) {
    return Files.exists(gantry.path(run + "/state.json"))
        && RunState.read(RunFolder.open(gantry.path(run))).status() == RunState.Status.RUNNING;
  }

  /** The process that trains a trial, as its claim says. */
  private ProcessHandle child(String claim) {
    try {
      Matcher matcher = CHILD.matcher(Files.readString(gantry.path(claim)));
      assertThat(matcher.find()).isTrue();
      return ProcessHandle.of(Long.parseLong(matcher.group(1))).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aDryRunListsTheTrialsAndWritesNothing() throws Exception {
    Gantry.Result result =
        gantry.run(
            "sweep",
            "@tiny.yaml",
            "--vary",
            "seed=1,2",
            "--metric",
            "g_loss:min",
            "--out",
            "@s",
            "--dry-run");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .isEqualTo("00000  seed 1%n00001  seed 2%n2 trials, ranked by g_loss:min%n".formatted());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("tiny.yaml"));
    }
  }

  @Test
  void mistakesAreToldInALineAndNothingIsBegun() {
    assertThat(gantry.run("sweep").err()).contains("nothing to sweep; give a sweep file");
    assertThat(gantry.run("sweep", "@tiny.yaml").err()).contains("nothing is varied");
    assertThat(gantry.run("sweep", "--worker").err()).contains("--worker needs --out");
    assertThat(gantry.run("sweep", "--resume", "@s").err())
        .contains("is not the folder of a sweep");
    assertThat(gantry.run("sweep", "@tiny.yaml", "--vary", "seed=1,2", "--out", "@s").err())
        .contains("measures nothing that trials could be compared by");
    assertThat(gantry.run("sweep", "--resume", "@s", "--seed", "3").err())
        .contains("a sweep that was begun has its trials");
    assertThat(gantry.path("s")).doesNotExist();
  }

  @Test
  void aTrialThatDivergesAndOneThatIsKilledStopNothing() throws Exception {
    // The first is well, the second diverges at once, the third is killed.
    Files.writeString(
        folder.resolve("sweep.yaml"),
        """
        config: tiny.yaml
        metric: g_loss:min
        parallel: 3
        set: [checkpoint.every-kimg=1]
        vary:
          optimizer.generator.learning-rate: [0.0002, 1.0e+30, 0.0001]
        """);
    try (GantryProcess sweep =
        GantryProcess.start(
            gantry, "sweep", "@sweep.yaml", "--out", "@s", "--set", "training.kimg=5")) {
      sweep.await(() -> isRunning("s/trials/00002"));
      child("s/claims/00002-0.000000").destroyForcibly();
      assertThat(sweep.exitCode()).as(sweep.err()).isEqualTo(ExitCode.OK);
      assertThat(sweep.err()).contains("finished; the best is trial 00000: g_loss ");
    }
    SweepState state = state("s");
    assertThat(statuses(state))
        .containsExactly(Trial.Status.FINISHED, Trial.Status.FAILED, Trial.Status.FAILED);
    assertThat(state.trials().get(1).reason()).contains("not finite");
    assertThat(state.trials().get(2).reason()).startsWith("killed (KILL)");
    assertThat(gantry.path("s/leaderboard.csv")).content().contains("\n1,0,finished,");
    assertThat(gantry.path("s/trials/00000/config.yaml")).content().contains("threads: 1");

    Gantry.Result again = gantry.run("sweep", "--resume", "@s");
    assertThat(again.errLines()).hasSize(2);
    assertThat(statuses(state("s"))).isEqualTo(statuses(state));
  }

  @Test
  void aSweepThatWasKilledGoesOnWithoutItsFinishedTrials() throws Exception {
    String[] command = {
      "sweep",
      "@tiny.yaml",
      "--vary",
      "training.kimg=0.1,8",
      "--metric",
      "g_loss:min",
      "--set",
      "checkpoint.every-kimg=1",
      "--out",
      "@s"
    };
    ProcessHandle orphan;
    try (GantryProcess killed = GantryProcess.start(gantry, command)) {
      killed.await(() -> isTraining("s/trials/00001"));
      orphan = child("s/claims/00001-0.000000");
      killed.signal("KILL");
      assertThat(killed.exitCode()).isEqualTo(128 + 9);
    }
    assertThat(statuses(state("s"))).containsExactly(Trial.Status.FINISHED, Trial.Status.RUNNING);
    byte[] finished = Files.readAllBytes(gantry.path("s/trials/00000/state.json"));

    Gantry.Result resumed = gantry.run(command);

    assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(ExitCode.OK);
    assertThat(resumed.err()).contains("00001 goes on: kimg 8").doesNotContain("00000 begins");
    assertThat(orphan.isAlive()).isFalse();
    assertThat(statuses(state("s"))).containsOnly(Trial.Status.FINISHED);
    assertThat(gantry.path("s/trials/00000/state.json")).hasBinaryContent(finished);
    assertThat(gantry.path("s/trials/00001/provenance-1.json")).exists();
    assertThat(StatsLog.read(gantry.path("s/trials/00001/stats.jsonl")))
        .extracting(line -> line.images())
        .doesNotHaveDuplicates()
        .endsWith(8_000L);
    assertThat(
            gantry
                .run(
                    "sweep",
                    "@tiny.yaml",
                    "--vary",
                    "seed=1,2",
                    "--out",
                    "@s",
                    "--metric",
                    "g_loss:min")
                .err())
        .contains("holds another sweep");
  }

  /** The cells that are not times. */
  private List<List<String>> leaderboard(String sweep) throws IOException {
    return Files.readAllLines(gantry.path(sweep + "/leaderboard.csv")).stream()
        .map(line -> new ArrayList<>(List.of(line.split(",", -1))))
        .map(
            cells -> {
              cells.remove(5);
              return List.copyOf(cells);
            })
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--parallel 1"})
  void aSweepThatWasKilledHasTheSameBitsAsOneThatWasNot(String more) throws Exception {
    String[] command =
        ("sweep @tiny.yaml --vary seed=1,2,3 --metric g_loss:min --parallel 2"
                + " --set training.threads=0 --set training.kimg=6 --set checkpoint.every-kimg=1"
                + " --set model.generator.width=8 --set model.discriminator.width=8 --out")
            .split(" ");
    Gantry.Result whole = gantry.run(with(command, "@whole"));
    assertThat(whole.exitCode()).as(whole.err()).isEqualTo(ExitCode.OK);
    try (GantryProcess killed = GantryProcess.start(gantry, with(command, "@s"))) {
      killed.await(() -> isTraining("s/trials/00000") && isTraining("s/trials/00001"));
      killed.signal("KILL");
      assertThat(killed.exitCode()).isEqualTo(128 + 9);
    }

    Gantry.Result resumed =
        gantry.run(with(("sweep --resume @s " + more).strip().split(" "), "--lease", "1"));

    assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(ExitCode.OK);
    assertThat(leaderboard("s")).hasSize(4).isEqualTo(leaderboard("whole"));
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    for (int trial = 0; trial < 3; trial++) {
      assertThat(gantry.path("s/trials/0000" + trial + "/config.yaml"))
          .content()
          .contains("threads: " + threads);
    }
    // The first thing it does is as many trials as it has slots.
    assertThat(resumed.errLines().stream().skip(1).limit(2))
        .filteredOn(line -> line.contains("goes on"))
        .hasSize(more.isEmpty() ? 2 : 1);
  }

  private static String[] with(String[] command, String... more) {
    return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void halvingGoesOnWithTheBestFromWhereItWasAndTermSavesIt() throws Exception {
    try (GantryProcess sweep =
        GantryProcess.start(
            gantry,
            "sweep",
            "@tiny.yaml",
            "--vary",
            "seed=1,2",
            "--strategy",
            "halving",
            "--eta",
            "2",
            "--min-kimg",
            "0.1",
            "--max-kimg",
            "10000",
            "--metric",
            "g_loss:min",
            "--out",
            "@s",
            "--parallel",
            "2")) {
      sweep.await(
          () ->
              Files.exists(gantry.path("s/claims/00000-1.000000"))
                  || Files.exists(gantry.path("s/claims/00001-1.000000")));
      sweep.await(() -> state("s").best().orElseThrow().status() == Trial.Status.RUNNING);
      int best = state("s").best().orElseThrow().number();
      Path provenance = gantry.path("s/trials/0000" + best + "/provenance-1.json");
      sweep.await(() -> Files.exists(provenance));
      sweep.signal("TERM");
      assertThat(sweep.exitCode()).as(sweep.err()).isEqualTo(143);
      assertThat(sweep.err())
          .endsWith("stopped; go on with: gantry sweep --resume %s%n".formatted(gantry.path("s")));
      SweepState state = state("s");
      Trial promoted = state.trials().get(best);
      assertThat(promoted.status()).isEqualTo(Trial.Status.WAITING);
      assertThat(promoted.metrics()).hasSize(1);
      assertThat(promoted.metrics().get(0))
          .isLessThanOrEqualTo(state.trials().get(1 - best).metrics().get(0));
      assertThat(RunState.read(RunFolder.open(gantry.path("s/trials/0000" + best))).status())
          .isEqualTo(RunState.Status.STOPPED);
      try (Stream<Path> claims = Files.list(gantry.path("s/claims"))) {
        assertThat(claims).isEmpty();
      }
    }
  }

  @Test
  void twoWorkersShareATrialEach() throws Exception {
    String[] command = {
      "sweep", "@tiny.yaml", "--vary", "seed=1,2,3", "--metric", "g_loss:min", "--out", "@s"
    };
    try (GantryProcess one = GantryProcess.start(gantry, command)) {
      one.await(() -> Files.exists(gantry.path("s/sweep.json")));
      try (GantryProcess other = GantryProcess.start(gantry, "sweep", "--worker", "--out", "@s")) {
        assertThat(one.exitCode()).as(one.err()).isEqualTo(ExitCode.OK);
        assertThat(other.exitCode()).as(other.err()).isEqualTo(ExitCode.OK);
      }
    }
    SweepState state = state("s");
    assertThat(statuses(state)).containsOnly(Trial.Status.FINISHED);
    assertThat(state.trials().stream().map(Trial::worker).distinct()).hasSize(2);
    for (int trial = 0; trial < 3; trial++) {
      assertThat(gantry.path("s/trials/0000" + trial + ".txt"))
          .content()
          .containsOnlyOnce("training on CPU: ");
    }
  }
}
