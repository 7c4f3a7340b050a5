package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.report.RunFolder;
import dev.gantry.report.RunState;
import dev.gantry.train.Checkpoint;
import dev.gantry.train.TrainedNetwork;
import dev.gantry.train.TrainingRun;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs of several processes on this machine. */
@DisabledOnOs(OS.WINDOWS)
class ClusterCommandTest {
  /**
   * Every draw of a batch, several steps of the discriminator, and latents of the generator's own.
   */
  private static final List<String> CRITIC =
      List.of(
          "model.generator={type: dcgan, width: 2, normalization: none}",
          "model.discriminator={type: dcgan, width: 2, normalization: none, dropout: 0.3}",
          "objective=wasserstein",
          "penalty=gradient-penalty",
          "augment={flip: true, dequantize: 0.01}",
          "conditioning={classes: 10, generator: concat, discriminator: channel}",
          "training.d-steps=2",
          "training.batch=8",
          "training.generator-batch=16",
          "training.kimg=0.16",
          "checkpoint.every-kimg=1");

  private static final List<String> LONGER =
      List.of(
          "training.kimg=2",
          "checkpoint.every-kimg=0.5",
          "report.tick-kimg=1",
          "report.picture-kimg=2");

  private static final List<String> BATCH_NORM =
      List.of("training.batch=8", "training.kimg=0.16", "checkpoint.every-kimg=1");

  @TempDir Path folder;
  private Gantry gantry;

  @BeforeEach
  void configuration() {
    gantry = new Gantry(folder);
  }

  @Test
  void twoWorkersAtHalfTheBatchGiveTheWeightsOfOneAtTheFullBatch() {
    assertThat(alone("one", CRITIC)).isEqualTo(ExitCode.OK);
    assertThat(cluster("two", 2, CRITIC).exitCode()).isEqualTo(ExitCode.OK);

    assertClose(variables("two"), variables("one"), 1e-5f);
  }

  @Test
  void globalBatchNormGivesTheWeightsOfOneProcess() {
    assertThat(alone("one", BATCH_NORM)).isEqualTo(ExitCode.OK);
    Gantry.Result two = cluster("two", 2, BATCH_NORM, "--batch-norm", "global");

    assertThat(two.exitCode()).as(two.err()).isEqualTo(ExitCode.OK);
    assertClose(variables("two"), variables("one"), 1e-4f);
  }

  @Test
  void aWorkerThatIsKilledCostsNothingAndFewerGoOn() throws Exception {
    assertThat(cluster("straight", 2, LONGER).exitCode()).isEqualTo(ExitCode.OK);
    CompletableFuture<Gantry.Result> running =
        CompletableFuture.supplyAsync(() -> cluster("killed", 2, LONGER));
    while (!Files.exists(gantry.path("killed/checkpoints/000000.500"))) {
      assertThat(running).isNotDone();
      Thread.sleep(5);
    }
    anyChild().destroyForcibly();
    Gantry.Result killed = running.get(60, TimeUnit.SECONDS);

    assertThat(killed.exitCode()).as(killed.err()).isEqualTo(ExitCode.OK);
    assertThat(killed.err())
        .containsPattern("gantry: worker:\\d at 127.0.0.1:\\d+ is lost; the last checkpoint stands")
        .containsPattern("worker:\\d ended with exit code 137; starting all again")
        .contains("images shown, ");
    assertClose(variables("killed"), variables("straight"), 0);

    List<String> longer = new ArrayList<>(LONGER);
    longer.add("training.kimg=2.1");
    Gantry.Result alone = cluster("killed", 1, longer);
    assertThat(alone.exitCode()).as(alone.err()).isEqualTo(ExitCode.OK);
    assertThat(alone.err()).contains("2,000 images shown, 100 images to show");
  }

  private static ProcessHandle anyChild() {
    return ProcessHandle.current().children().findAny().orElseThrow();
  }

  @Test
  void aSignalStopsAllWorkersAndSaves() throws Exception {
    try (GantryProcess stopped =
        GantryProcess.start(
            gantry,
            "cluster",
            "@tiny.yaml",
            "--workers",
            "2",
            "--run",
            "@run",
            "--no-export",
            "--set",
            "training.kimg=100000")) {
      stopped.await(() -> Files.exists(gantry.path("run/checkpoints")));
      stopped.signal("TERM");

      assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(128 + 15);
      assertThat(stopped.err())
          .contains("worker:0 | stopped; go on with: gantry cluster")
          .contains("worker:1 | stopped");
    }
    assertThat(RunState.read(RunFolder.open(gantry.path("run"))).status())
        .isEqualTo(RunState.Status.STOPPED);
  }

  @Test
  void workersThatWereGivenOtherThingsAreRefused() throws Exception {
    Files.writeString(
        gantry.path("cluster.yaml"),
        "workers: [\"127.0.0.1:%d\", \"127.0.0.1:%d\"]".formatted(freePort(), freePort()));
    String[] common = {"train", "@tiny.yaml", "--cluster", "@cluster.yaml", "--no-export"};
    try (GantryProcess chief =
            GantryProcess.start(gantry, with(common, "--task", "worker:0", "--run", "@run"));
        GantryProcess other =
            GantryProcess.start(gantry, with(common, "--task", "worker:1", "--set", "seed=8"))) {
      assertThat(other.exitCode()).as(other.err()).isEqualTo(ExitCode.USER);
      assertThat(other.err()).contains("gantry: the workers do not agree on what to train");
      assertThat(chief.exitCode()).isEqualTo(ExitCode.USER);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String[] with(String[] words, String... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cluster @tiny.yaml --workers 3 | training.batch is 4, which 3 workers cannot share",
        "cluster @tiny.yaml --workers 4 | leaves each at least 2 images",
        "cluster @tiny.yaml --workers 0 | --workers is 0; give at least 1",
        "cluster @tiny.yaml --workers 1 --measure | --measure times exchanges",
        "train @tiny.yaml --task worker:0 | belong together; give both, or neither",
        "train @tiny.yaml --cluster @no.yaml --task worker:0 | no such file",
      })
  void aMistakeIsToldBeforeAnythingStarts(String words, String message) {
    Gantry.Result result = gantry.run(words.split(" ", -1));

    assertThat(result.exitCode()).isEqualTo(ExitCode.USER);
    assertThat(result.err()).contains(message);
  }

  private int alone(String run, List<String> settings) {
    return gantry.train(run, sets(settings).toArray(String[]::new)).exitCode();
  }

  private Gantry.Result cluster(String run, int workers, List<String> settings, String... more) {
    List<String> words =
        new ArrayList<>(List.of("cluster", "@tiny.yaml", "--workers", Integer.toString(workers)));
    words.addAll(List.of("--run", "@" + run, "--no-export"));
    words.addAll(sets(settings));
    words.addAll(List.of(more));
    Gantry.Result result = gantry.run(words.toArray(String[]::new));
    assertThat(result.err()).doesNotContain("different weights");
    return result;
  }

  private static List<String> sets(List<String> settings) {
    return settings.stream().flatMap(setting -> List.of("--set", setting).stream()).toList();
  }

  private Map<String, float[]> variables(String run) {
    TrainingRun opened = TrainingRun.open(RunFolder.open(gantry.path(run)));
    Checkpoint last = opened.checkpoints().latest();
    Map<String, float[]> all = new HashMap<>(TrainedNetwork.rawGenerator(last, opened.config()));
    all.putAll(TrainedNetwork.discriminator(last, opened.config()));
    return all;
  }

  private static void assertClose(
      Map<String, float[]> found, Map<String, float[]> expected, float tolerance) {
    assertThat(found).containsOnlyKeys(expected.keySet());
    expected.forEach(
        (name, values) ->
            assertThat(found.get(name)).as(name).containsExactly(values, within(tolerance)));
  }
}
