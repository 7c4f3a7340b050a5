package dev.gantry.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gantry.cluster.ClusterPeers;
import dev.gantry.config.ModelConfig;
import dev.gantry.config.RunConfig;
import dev.gantry.error.UserException;
import dev.gantry.loss.GradientPenalty;
import dev.gantry.loss.Wasserstein;
import dev.gantry.model.CnnDiscriminator;
import dev.gantry.model.CnnGenerator;
import dev.gantry.model.DcganDiscriminator;
import dev.gantry.model.DcganGenerator;
import dev.gantry.train.Benchmark;
import dev.gantry.train.Replica;
import dev.gantry.train.ReplicaBenchmark;
import java.util.Locale;
import java.util.Optional;
import org.tensorflow.TensorFlow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times iterations. */
@Command(
    name = "bench",
    description = {
      "Times whole training iterations on noise: no data, pictures or checkpoints.",
      "Prints the median after five iterations of warm-up."
    })
final class BenchCommand extends GantrySubcommand {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ConfigOptions config;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "30",
      description = "Timed iterations; ${DEFAULT-VALUE}.")
  private int steps;

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ClusterOptions cluster;

  @Override
  public Integer call() {
    if (steps < 1) {
      throw new UserException("--steps is %d; give at least 1".formatted(steps));
    }
    RunConfig read = config.read(workspace());
    Optional<ClusterOptions.Membership> membership = cluster.membership();
    if (membership.isPresent()) {
      return timeTogether(read, membership.get());
    }
    Benchmark result = time(read);
    if (json) {
      out().println(json(read, result));
    } else {
      print(result);
    }
    return ExitCode.OK;
  }

  private int timeTogether(RunConfig read, ClusterOptions.Membership membership) {
    Replica replica = membership.config().replica(membership.task());
    replica.check(read);
    if (json || replica.isAlone()) {
      throw new UserException(
          "--cluster times exchanges: give a cluster of at least 2 workers, and leave out --json");
    }
    ClusterPeers peers =
        ClusterPeers.start(membership.config(), membership.task(), read.training());
    try (CountProgress progress =
        new CountProgress(err(), workspace().terminalColumns(), "timing", "iterations")) {
      ReplicaBenchmark measured =
          ReplicaBenchmark.run(read, steps, peers, done -> progress.update(done, 2L * steps));
      if (replica.isChief()) {
        new ScalingTable(out()).print(measured);
      }
    }
    return ExitCode.OK;
  }

  private Benchmark time(RunConfig config) {
    try (CountProgress progress =
        new CountProgress(err(), workspace().terminalColumns(), "timing", "iterations")) {
      return Benchmark.run(
          config, steps, done -> progress.update(done, Benchmark.WARM_UP + (long) steps));
    }
  }

  private void print(Benchmark result) {
    out()
        .printf(
            Locale.ROOT,
            "%s: %.1f images/s, %.2f ms an iteration, %.2f %% of it outside TensorFlow, peak memory"
                + " %,d MB, parameters %,d and %,d%n",
            result.device(),
            result.imagesPerSecond(),
            result.millisPerStep(),
            100 * result.outsideNativeShare(),
            result.peakResidentBytes() / 1_000_000,
            result.generatorParameters(),
            result.discriminatorParameters());
  }

  /** The keys of the PyTorch peer script, and Gantry's own. */
  private static ObjectNode json(RunConfig config, Benchmark result) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("tensorflow", TensorFlow.version());
    node.put("device", result.device().toLowerCase(Locale.ROOT));
    node.put(
        "threads",
        config.training().threads() > 0
            ? config.training().threads()
            : Runtime.getRuntime().availableProcessors());
    node.put("size", config.data().size());
    putPeer(node, config);
    node.put("latent", config.model().latent());
    node.put("batch", config.training().batch());
    node.put("precision", config.training().precision().name().toLowerCase(Locale.ROOT));
    node.putArray("parameters")
        .add(result.generatorParameters())
        .add(result.discriminatorParameters());
    node.put("ms_per_step", round(result.millisPerStep(), 100));
    node.put("images_per_second", round(result.imagesPerSecond(), 10));
    node.put("outside_native_share", round(result.outsideNativeShare(), 1e5));
    node.put("peak_rss_bytes", result.peakResidentBytes());
    return node;
  }

  /** Which program in scripts/peers does the same work, and how it is told of the networks. */
  private static void putPeer(ObjectNode node, RunConfig config) {
    ModelConfig model = config.model();
    boolean critic =
        config.objective() instanceof Wasserstein && config.penalty() instanceof GradientPenalty;
    if (model.generator() instanceof DcganGenerator dcgan
        && model.discriminator() instanceof DcganDiscriminator) {
      node.put("type", "dcgan");
      node.put("width", dcgan.width());
      if (config.penalty().isNone()) {
        node.put("peer", "dcgan");
      }
    } else if (model.generator() instanceof CnnGenerator cnn
        && model.discriminator() instanceof CnnDiscriminator) {
      node.put("type", "cnn");
      node.put("width", cnn.width());
    }
    if (critic && node.has("type")) {
      node.put("peer", "wgan_gp");
      node.put("d_steps", config.training().dSteps());
      node.put(
          "normalization", model.discriminator().normalization().name().toLowerCase(Locale.ROOT));
    }
  }

  private static double round(double value, double unit) {
    return Math.round(value * unit) / unit;
  }
}
