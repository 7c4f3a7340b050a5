package dev.gantry.cli;

import dev.gantry.config.RunConfigReader;
import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import dev.gantry.report.RunFolder;
import dev.gantry.sweep.Parameter;
import dev.gantry.sweep.ParameterReader;
import dev.gantry.sweep.Rung;
import dev.gantry.sweep.Slots;
import dev.gantry.sweep.Sweep;
import dev.gantry.sweep.SweepFile;
import dev.gantry.sweep.SweepPlan;
import dev.gantry.sweep.SweepState;
import dev.gantry.sweep.Trial;
import dev.gantry.sweep.TrialCommand;
import dev.gantry.train.StopSignal;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains many runs with other values of some keys. */
@Command(
    name = "sweep",
    description = {
      "Trains many runs of a configuration, each with other values of some of its keys, and ranks"
          + " them by a metric.",
      "Each trial is a process of its own; one that fails never stops the sweep. What was stopped"
          + " or killed goes on with gantry sweep --resume DIR, or by the same command with --out.",
      "Machines that share a folder work on one sweep: begin it with --out, and run gantry sweep"
          + " --worker --out DIR on the others."
    })
final class SweepCommand extends GantrySubcommand {
  private static final String SWEEPS = "sweeps";

  @Parameters(
      arity = "0..1",
      paramLabel = "SWEEP|CONFIG",
      description = {
        "A sweep file such as configs/sweeps/quickstart.yaml, or the configuration that --vary is",
        "for: a file, or the name of one that comes with Gantry."
      })
  private @Nullable Path source;

  @Option(
      names = "--vary",
      paramLabel = "KEY=VALUES",
      description = {
        "Vary a key of the configuration: KEY=V1,V2,... or a range KEY=log:1e-5..1e-3,",
        "KEY=lin:0..0.9, KEY=int:16..64; KEY1+KEY2=... have the same value. May be given again."
      })
  private List<String> vary = new ArrayList<>();

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      description =
          "grid: every combination (the default); random: some by chance; halving: all for a little"
              + " while, the best for longer.")
  private @Nullable String strategy;

  @Option(names = "--trials", paramLabel = "N", description = "Trials of random and halving.")
  private @Nullable String trials;

  @Option(names = "--seed", paramLabel = "S", description = "Of the trials' choice; 1.")
  private @Nullable String seed;

  @Option(
      names = "--metric",
      paramLabel = "KEY[:min|max]",
      description =
          "What trials are ranked by: fid, fcd, kid, ... as the configuration measures it, or"
              + " d_loss:min and the like; by default the first that it measures.")
  private @Nullable String metric;

  @Option(
      names = "--eta",
      paramLabel = "N",
      description = "With halving: one of so many trials is promoted; 3.")
  private @Nullable String eta;

  @Option(
      names = "--min-kimg",
      paramLabel = "KIMG",
      description = "With halving: what each trial sees; by default max-kimg / eta².")
  private @Nullable String minKimg;

  @Option(
      names = "--max-kimg",
      paramLabel = "KIMG",
      description = "With halving: what the best see; by default training.kimg.")
  private @Nullable String maxKimg;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a key of the configuration in all trials; may be given again.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--parallel",
      paramLabel = "P",
      description = {
        "Trials at a time on this machine; as the sweep was begun, at first 1. The trials of a",
        "sweep share the cores of the machine that began it: each keeps that many threads, also",
        "where more or fewer are run at a time later, so that its result stays the same."
      })
  private @Nullable String parallel;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the sweep; by default the next number under sweeps/.")
  private @Nullable Path out;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Go on with the sweep of this folder.")
  private @Nullable Path resume;

  @Option(
      names = "--worker",
      description = "Take trials from the sweep in --out, which another machine began.")
  private boolean worker;

  @Option(names = "--retry-failed", description = "Try trials again that failed.")
  private boolean retryFailed;

  @Option(
      names = "--lease",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "A worker on another machine that says nothing for so long loses its trials;"
              + " ${DEFAULT-VALUE}.")
  private int lease;

  @Option(names = "--dry-run", description = "List the trials; write and train nothing.")
  private boolean dryRun;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private DataOptions data;

  @Override
  public Integer call() {
    if (lease < 1 || lease > 86_400) {
      throw new UserException("--lease is %d; it must be from 1 to 86400 seconds".formatted(lease));
    }
    Optional<Path> begun = begun();
    if (begun.isPresent()) {
      refusePlanning();
      Sweep sweep = Sweep.open(begun.get());
      return work(sweep, parallelOr(sweep.state().slots().parallel()));
    }
    SweepFile file = file();
    SweepPlan plan = plan(file);
    SweepState planned = plan.state();
    if (dryRun) {
      list(planned);
      return ExitCode.OK;
    }
    Path folder = out == null ? RunFolder.create(Path.of(SWEEPS), planned.name()).path() : out;
    int slots = file.settings().parallel();
    Sweep sweep =
        Sweep.beginOrOpen(folder, planned.with(Slots.sharing(slots, cores())), plan.config());
    return work(sweep, slots);
  }

  /** The folder of a sweep that this command only goes on with. */
  private Optional<Path> begun() {
    if (worker && out == null) {
      throw new UserException("--worker needs --out, the folder of a sweep that was begun");
    }
    if (resume != null) {
      return Optional.of(resume);
    }
    return worker && source == null ? Optional.ofNullable(out) : Optional.empty();
  }

  private void refusePlanning() {
    boolean planned =
        source != null
            || !vary.isEmpty()
            || !settings.isEmpty()
            || planning().values().stream().anyMatch(value -> value != null);
    if (planned) {
      throw new UserException(
          "a sweep that was begun has its trials; give only its folder, --parallel, --data,"
              + " --retry-failed and --lease");
    }
  }

  private Map<String, @Nullable String> planning() {
    Map<String, @Nullable String> given = new LinkedHashMap<>();
    given.put("strategy", strategy);
    given.put("trials", trials);
    given.put("seed", seed);
    given.put("eta", eta);
    given.put("min-kimg", minKimg);
    given.put("max-kimg", maxKimg);
    given.put("metric", metric);
    return given;
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  private int parallelOr(int begun) {
    return parallel == null
        ? begun
        : SweepFile.empty("--parallel")
            .with("--parallel " + parallel, "parallel", parallel)
            .settings()
            .parallel();
  }

  /** The sweep file, or an empty one of the configuration, and what the command line says. */
  private SweepFile file() {
    if (source == null) {
      throw new UserException(
          "nothing to sweep; give a sweep file, a configuration with --vary, or --resume DIR");
    }
    Path found = workspace().config(source);
    String text = RunConfigReader.text(found);
    SweepFile file =
        SweepFile.parse(text, found.toString())
            .map(read -> read.withText(found.toString(), "config", config(found, read)))
            .orElseGet(
                () ->
                    SweepFile.empty(found.toString())
                        .withText(found.toString(), "config", found.toString()));
    for (Map.Entry<String, @Nullable String> given : planning().entrySet()) {
      String value = given.getValue();
      if (value != null) {
        String place = "--%s %s".formatted(given.getKey(), value);
        file =
            given.getKey().equals("metric")
                ? file.withText(place, given.getKey(), value)
                : file.with(place, given.getKey(), value);
      }
    }
    if (parallel != null) {
      file = file.with("--parallel " + parallel, "parallel", parallel);
    }
    List<Parameter> parameters = vary.stream().map(ParameterReader::parse).toList();
    return file.withSettings(settings).withParameters(parameters);
  }

  /** The configuration that a sweep file names, from where that file is. */
  private String config(Path sweepFile, SweepFile read) {
    String named = read.settings().config();
    if (named.isEmpty()) {
      throw new UserException(
          sweepFile + ": the key config is missing; name the configuration that is varied");
    }
    Path beside = sweepFile.resolveSibling(named);
    return (Files.exists(beside) ? beside : workspace().config(Path.of(named))).toString();
  }

  private static SweepPlan plan(SweepFile file) {
    String config = file.settings().config();
    return file.plan(RunConfigReader.text(Path.of(config)), config);
  }

  private void list(SweepState state) {
    for (Trial trial : state.trials()) {
      out().printf("%s  %s%n", SweepProgress.name(trial), state.shown(trial));
    }
    for (Rung rung : state.rungs()) {
      if (rung.kimg() > 0) {
        out().printf("%d trials to %s kimg%n", rung.trials(), SweepProgress.number(rung.kimg()));
      }
    }
    out().printf("%d trials, ranked by %s%n", state.trials().size(), state.metric());
    out().flush();
  }

  private int work(Sweep sweep, int slots) {
    if (retryFailed) {
      sweep.retryFailed();
    }
    err().printf("sweep %s%n", sweep.folder());
    StopSignal stop = new StopSignal();
    Interruption interruption = Interruption.listen(stop);
    try {
      return work(sweep, slots, stop);
    } finally {
      interruption.close();
    }
  }

  private int work(Sweep sweep, int slots, StopSignal stop) {
    SweepProgress progress = new SweepProgress(err(), workspace().terminalColumns());
    SweepState state;
    try {
      state =
          sweep.run(
              new Sweep.Worker(
                  command(), slots, cores(), workspace().host(), Duration.ofSeconds(lease)),
              progress,
              stop::isRequested);
    } finally {
      progress.clear();
    }
    if (!state.isOver()) {
      err().printf("stopped; go on with: gantry sweep --resume %s%n", sweep.folder());
      return ExitCode.OK;
    }
    Trial best =
        state
            .best()
            .orElseThrow(
                () ->
                    new RunException(
                        "every trial failed, the first with: %s; look at %s"
                            .formatted(state.trials().get(0).reason(), sweep.folder().page())));
    err()
        .printf(
            "finished; the best is trial %s; look at %s%n",
            SweepProgress.result(best, state), sweep.folder().page());
    return ExitCode.OK;
  }

  /** This Java with these options, as it was started. */
  private TrialCommand command() {
    List<String> words = new ArrayList<>();
    words.add(
        ProcessHandle.current()
            .info()
            .command()
            .orElseGet(
                () -> Path.of(System.getProperty("java.home", ""), "bin", "java").toString()));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        // Debuggers and the like are of one process.
        .filter(word -> !word.startsWith("-javaagent") && !word.startsWith("-agent"))
        .forEach(words::add);
    words.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
    words.add(Main.class.getName());
    Path folder = data.folder();
    List<String> options = folder == null ? List.of() : List.of("--data", folder.toString());
    return new TrialCommand(words, options, workspace().ofChild());
  }
}
