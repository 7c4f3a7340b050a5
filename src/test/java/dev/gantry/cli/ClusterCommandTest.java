package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.report.RunFolder;
import dev.gantry.train.Checkpoint;
import dev.gantry.train.TrainedNetwork;
import dev.gantry.train.TrainingRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

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
