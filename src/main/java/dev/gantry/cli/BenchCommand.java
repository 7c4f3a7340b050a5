package dev.gantry.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gantry.cluster.ClusterPeers;
import dev.gantry.config.RunConfig;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.nn.Precision;
import dev.gantry.profile.ChromeTrace;
import dev.gantry.profile.StepProfile;
import dev.gantry.train.Benchmark;
import dev.gantry.train.FeedBenchmark;
import dev.gantry.train.Profiler;
import dev.gantry.train.Replica;
import dev.gantry.train.ReplicaBenchmark;
import dev.gantry.train.Trainer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--profile",
      description =
          "Also time every operation of an iteration, count what it computes, and measure what the"
              + " device attains.")
  private boolean profile;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "Write the timeline of an iteration there, for ui.perfetto.dev or chrome://tracing; goes"
              + " with --profile.")
  private @Nullable Path trace;

  @Option(
      names = "--feed",
      description =
          "Also train on the configuration's images, read while it trains as a packed set is, and"
              + " print how long TensorFlow waited for them.")
  private boolean feed;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private DataOptions data;

  @Option(
      names = "--against",
      paramLabel = "PYTHON",
      description =
          "Also train the same networks in PyTorch by this interpreter, in turns with Gantry in"
              + " both precisions, and print how many times as fast each is.")
  private @Nullable String against;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds of that; ${DEFAULT-VALUE}. A ratio is the median of its rounds.")
  private int rounds;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ClusterOptions cluster;

  @Override
  public Integer call() {
    atLeastOne("--steps", steps);
    atLeastOne("--rounds", rounds);
    RunConfig read = config.read(workspace());
    Optional<ClusterOptions.Membership> membership = cluster.membership();
    if (membership.isPresent()) {
      return timeTogether(read, membership.get());
    }
    Optional<PeerContest> peers = Optional.ofNullable(against).map(python -> peers(read, python));
    Benchmark result = time(read);
    Optional<StepProfile> profiled =
        profile || trace != null ? Optional.of(profile(read)) : Optional.empty();
    Optional<FeedBenchmark> fed = feed ? Optional.of(feed(read)) : Optional.empty();
    Optional<ContestTable> contest = peers.map(found -> contest(found, read, result));
    if (json) {
      ObjectNode node = json(read, result);
      profiled.ifPresent(found -> ProfileTable.put(node.putObject("profile"), found));
      fed.ifPresent(found -> put(node.putObject("feed"), found));
      contest.ifPresent(table -> table.put(node.putObject("contest")));
      out().println(node);
    } else {
      print(result);
      profiled.ifPresent(found -> out().print("\n" + ProfileTable.of(found)));
      fed.ifPresent(this::print);
      contest.ifPresent(table -> out().print("\n" + table.text()));
    }
    return ExitCode.OK;
  }

  private static void atLeastOne(String option, int given) {
    if (given < 1) {
      throw new UserException("%s is %d; give at least 1".formatted(option, given));
    }
  }

  private PeerContest peers(RunConfig config, String python) {
    PeerScript script =
        PeerScript.of(config)
            .orElseThrow(
                () ->
                    new UserException(
                        "--against: no program in scripts/peers does the work of "
                            + config.name()
                            + "; it takes a DCGAN, an SNGAN or a WGAN-GP of 32x32 or 64x64"
                            + " images"));
    return new PeerContest(script, python, workspace().peers(), steps);
  }

  private ContestTable contest(PeerContest peers, RunConfig config, Benchmark first) {
    Map<Precision, RunConfig> ours = new LinkedHashMap<>();
    for (Precision precision : PeerContest.PRECISIONS) {
      String name = precision.name().toLowerCase(Locale.ROOT);
      ours.put(precision, this.config.read(workspace(), "training.precision=" + name));
    }
    int images = config.training().imagesPerStep();
    try (CountProgress progress =
        new CountProgress(err(), workspace().terminalColumns(), "comparing", "runs")) {
      AtomicInteger runs = new AtomicInteger();
      boolean gpu = first.device().equals("GPU");
      Contest contest =
          new Contest(
              peers.contestants(ours, gpu, millis -> progress.update(runs.incrementAndGet(), 0)));
      for (int i = 0; i < rounds; i++) {
        contest.round();
      }
      return new ContestTable(contest, images);
    }
  }

  private StepProfile profile(RunConfig config) {
    StepProfile found;
    try (CountProgress progress =
        new CountProgress(err(), workspace().terminalColumns(), "profiling", "iterations")) {
      found = Profiler.run(config, done -> progress.update(done, Profiler.ITERATIONS));
    }
    if (trace != null) {
      ChromeTrace.write(found.timeline(), found.work(), trace);
    }
    return found;
  }

  private FeedBenchmark feed(RunConfig config) {
    ImageSet images =
        data.load(
            config.data(), workspace(), err(), classes -> Trainer.checkClasses(config, classes));
    try (CountProgress progress =
        new CountProgress(err(), workspace().terminalColumns(), "feeding", "iterations")) {
      return FeedBenchmark.run(
          config, images, steps, done -> progress.update(done, Benchmark.WARM_UP + (long) steps));
    }
  }

  private void print(FeedBenchmark fed) {
    out()
        .printf(
            Locale.ROOT,
            "%nfed with images: %.1f images/s, %.2f ms an iteration, %.2f %% of it waiting for"
                + " them; one thread reads %,.0f images/s%n",
            fed.imagesPerSecond(),
            fed.millisPerStep(),
            100 * fed.waitShare(),
            fed.readPerSecond());
  }

  private static void put(ObjectNode node, FeedBenchmark fed) {
    node.put("ms_per_step", round(fed.millisPerStep(), 100));
    node.put("images_per_second", round(fed.imagesPerSecond(), 10));
    node.put("wait_share", round(fed.waitShare(), 1e5));
    node.put("read_per_second", round(fed.readPerSecond(), 1));
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
    PeerScript.of(config).ifPresent(script -> node.put("peer", script.script()));
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

  private static double round(double value, double unit) {
    return Math.round(value * unit) / unit;
  }
}
