package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.gantry.report.RunFolder;
import dev.gantry.report.RunState;
import dev.gantry.report.Stats;
import dev.gantry.report.StatsLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that are killed, stopped, or find the disk full, each in a JVM of its own. */
@DisabledOnOs(OS.WINDOWS)
class InterruptedRunTest {
  private static final String[] LONGER = {
    "--set", "training.kimg=3",
    "--set", "checkpoint.every-kimg=1",
    "--set", "report.tick-kimg=0.5",
    "--set", "report.picture-kimg=3"
  };

  @TempDir Path folder;
  private Gantry gantry;

  @BeforeEach
  void configuration() {
    gantry = new Gantry(folder);
  }

  @Test
  void aRunThatWasKilledAndResumedHasTheSameBitsAsOneThatWasNot() throws Exception {
    // Each in a process of its own: the first session of a process makes the threads for all.
    try (GantryProcess straight = GantryProcess.start(gantry, train("straight", LONGER))) {
      assertThat(straight.exitCode()).as(straight.err()).isEqualTo(ExitCode.OK);
    }
    try (GantryProcess killed = GantryProcess.start(gantry, train("killed", LONGER))) {
      killed.await(() -> Files.exists(gantry.path("killed/checkpoints/000001")));
      killed.signal("KILL");
      assertThat(killed.exitCode()).isEqualTo(128 + 9);
    }
    assertThat(gantry.path("killed/checkpoints/000003")).doesNotExist();
    assertThat(RunState.read(RunFolder.open(gantry.path("killed"))).status())
        .isEqualTo(RunState.Status.RUNNING);
    try (GantryProcess resumed = GantryProcess.start(gantry, "resume", "@killed", "--no-export")) {
      assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(ExitCode.OK);
      assertThat(resumed.err()).contains("images shown, ");
    }

    for (String file : List.of("variables.index", "variables.data-00000-of-00001")) {
      assertThat(gantry.path("killed/checkpoints/000003/" + file))
          .hasSameBinaryContentAs(gantry.path("straight/checkpoints/000003/" + file));
    }
    assertThat(gantry.path("killed/fakes-000003.png"))
        .hasSameBinaryContentAs(gantry.path("straight/fakes-000003.png"));
    assertThat(losses("killed")).containsExactlyElementsOf(losses("straight")).hasSize(6);
  }

  private List<String> losses(String run) {
    return StatsLog.read(gantry.path(run + "/stats.jsonl")).stream()
        .map(tick -> "%d %s %s".formatted(tick.images(), tick.dLoss(), tick.gLoss()))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void aSignalSavesFirstAndTheRunGoesOn(String signal, int exitCode) throws Exception {
    assumeFalse(
        signal.equals("INT") && ignoresInterrupts(),
        "this JVM was started in the background of a shell, so that it and its children ignore"
            + " INT");
    try (GantryProcess stopped =
        GantryProcess.start(gantry, train("run", "--set", "training.kimg=100000"))) {
      stopped.await(() -> Files.exists(gantry.path("run/stats.jsonl")));
      stopped.signal(signal);

      assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(exitCode);
      assertThat(stopped.err().lines())
          .last()
          .isEqualTo("stopped; go on with: gantry resume " + gantry.path("run"));
    }
    assertThat(gantry.path("run/log.txt")).content().contains(" stopped; go on with: ");
    RunState state = RunState.read(RunFolder.open(gantry.path("run")));
    assertThat(state.status()).isEqualTo(RunState.Status.STOPPED);

    Gantry.Result resumed =
        gantry.run("resume", "@run", "--set", more(state.images()), "--no-export");
    assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(ExitCode.OK);
    assertThat(resumed.err())
        .contains(
            String.format(Locale.ROOT, "%,d images shown, 100 images to show", state.images()));
    assertThat(StatsLog.read(gantry.path("run/stats.jsonl")).stream().map(Stats::images))
        .doesNotHaveDuplicates();
  }

  private static String more(long images) {
    return "training.kimg=" + (images + 100) / 1000.0;
  }

  /** Whether signal 2 is ignored: bit 1 of the mask that Linux shows. */
  private static boolean ignoresInterrupts() throws Exception {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }
  }

  @Test
  void aDiskThatIsFullKeepsTheCheckpointBefore() throws Exception {
    // Its variables are larger than all else that a run writes.
    Gantry.Result begun =
        gantry.train(
            "run",
            "--set",
            "training.kimg=0.04",
            "--set",
            "model.generator={type: mlp, hidden: [512, 512]}");
    assertThat(begun.exitCode()).as(begun.err()).isEqualTo(ExitCode.OK);

    // A limit on the size of a file fails its writing as a full disk does.
    List<String> limit = List.of("bash", "-c", "ulimit -f 2048 && exec \"$@\"", "bash");
    try (GantryProcess full =
        GantryProcess.start(
            gantry, limit, List.of(), "resume", "@run", "--set", "training.kimg=0.08")) {
      assertThat(full.exitCode()).as(full.err()).isEqualTo(ExitCode.RUN);
      assertThat(full.err().lines().filter(line -> line.startsWith("gantry: ")))
          .hasSize(1)
          .first()
          .asString()
          .contains("the checkpoint after 80 images could not be written", "free space");
    }
    try (Stream<Path> left = Files.list(gantry.path("run/checkpoints"))) {
      assertThat(left).containsExactly(gantry.path("run/checkpoints/000000.040"));
    }
    assertThat(RunState.read(RunFolder.open(gantry.path("run"))).status())
        .isEqualTo(RunState.Status.STOPPED);
    Gantry.Result resumed = gantry.run("resume", "@run", "--no-export");
    assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(ExitCode.OK);
    assertThat(resumed.err()).contains("40 images shown, 40 images to show");
  }

  @Test
  void aFetchWithoutANetworkFailsInOneLine() throws Exception {
    // Nothing listens at port 1.
    List<String> noNetwork =
        List.of(
            "-Dhttps.proxyHost=127.0.0.1",
            "-Dhttps.proxyPort=1",
            "-Dhttp.proxyHost=127.0.0.1",
            "-Dhttp.proxyPort=1");
    try (GantryProcess fetch =
        GantryProcess.start(gantry, List.of(), noNetwork, "data", "fetch", "mnist")) {
      assertThat(fetch.exitCode()).as(fetch.err()).isEqualTo(ExitCode.RUN);
      assertThat(fetch.err().lines().filter(line -> !line.startsWith("gantry: warning: ")))
          .hasSize(1)
          .first()
          .asString()
          .contains("could not be fetched", "check the network");
    }
  }

  private static String[] train(String run, String... more) {
    return Stream.concat(
            Stream.of("train", "@tiny.yaml", "--run", "@" + run, "--no-export"), Stream.of(more))
        .toArray(String[]::new);
  }
}
