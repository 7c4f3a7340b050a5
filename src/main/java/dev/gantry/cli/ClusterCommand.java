package dev.gantry.cli;

import dev.gantry.cluster.ClusterConfig;
import dev.gantry.cluster.Task;
import dev.gantry.config.RunConfig;
import dev.gantry.error.UserException;
import dev.gantry.report.RunFolder;
import dev.gantry.train.Replica;
import dev.gantry.train.TrainingRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains in several processes of this machine. */
@Command(
    name = "cluster",
    description = {
      "Trains one run in several processes of this machine, each on its part of every batch.",
      "Where one is lost, all are started again and go on from the last checkpoint. On several"
          + " machines, start gantry train --cluster --task on each instead."
    })
final class ClusterCommand extends GantrySubcommand {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ConfigOptions config;

  @Option(
      names = "--workers",
      paramLabel = "N",
      required = true,
      description = "Processes; training.batch must be a multiple of their number.")
  private int workers;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description =
          "Folder of the run: new, empty, or of a run to go on with; by default the next number"
              + " under runs/.")
  private @Nullable Path folder;

  @Option(
      names = "--batch-norm",
      paramLabel = "WHOSE",
      defaultValue = "replica",
      description =
          "Whose images batch norm takes its statistics of: replica, each process's own, or"
              + " global, the whole batch's; ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default
  private Replica.BatchStatistics batchNorm;

  @Option(
      names = "--step-timeout",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description =
          "How long the processes wait for each other in one iteration; longer than the first"
              + " takes to measure and save; ${DEFAULT-VALUE}.")
  private double stepTimeout;

  @Option(
      names = "--restarts",
      paramLabel = "N",
      defaultValue = "10",
      description = "How often lost processes are started again; ${DEFAULT-VALUE}.")
  private int restarts;

  @Option(
      names = "--gpus",
      paramLabel = "N,N",
      split = ",",
      description =
          "Numbers of the GPUs that the processes use, one each in turn; by default each sees what"
              + " this one does.")
  private List<Integer> gpus = new ArrayList<>();

  @Option(
      names = "--measure",
      description =
          "Train nothing: time iterations and exchanges, and print what more machines would do.")
  private boolean measure;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private DataOptions data;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ExportOptions export;

  @Override
  public Integer call() {
    RunConfig read = config.read(workspace());
    check(read);
    if (measure) {
      return supervise(read, List.of("bench"), 0);
    }
    TrainingRun run = new TrainingRun(folder(read), read);
    if (run.hasCheckpoint()) {
      run.resumable();
    }
    List<String> words = new ArrayList<>(List.of("train"));
    words.addAll(List.of("--run", run.folder().toString()));
    words.addAll(data.words());
    words.addAll(export.words());
    return supervise(read, words, restarts);
  }

  private void check(RunConfig read) {
    if (workers < 1) {
      throw new UserException("--workers is %d; give at least 1".formatted(workers));
    }
    if (measure && workers < 2) {
      throw new UserException("--measure times exchanges; give --workers at least 2");
    }
    if (restarts < 0) {
      throw new UserException("--restarts is %d; give 0 or more".formatted(restarts));
    }
    new Replica(0, workers, batchNorm).check(read);
  }

  private RunFolder folder(RunConfig read) {
    return folder == null
        ? RunFolder.create(Path.of(Workspace.RUNS), read.name())
        : RunFolder.createOrOpen(folder);
  }

  private int supervise(RunConfig read, List<String> words, int again) {
    ClusterConfig like =
        new ClusterConfig(
            List.of(), batchNorm, ClusterConfig.defaults().startTimeoutSeconds(), stepTimeout);
    try (LocalCluster cluster = LocalCluster.create()) {
      return new WorkerSupervisor(out(), err(), again)
          .run(() -> orders(cluster.write(workers, like), read, words));
    }
  }

  private List<WorkerProcess.Order> orders(Path file, RunConfig read, List<String> words) {
    return IntStream.range(0, workers)
        .mapToObj(
            i -> {
              Task task = new Task(i);
              List<String> all = new ArrayList<>(words);
              all.addAll(config.words());
              all.addAll(threads(read));
              all.addAll(List.of("--cluster", file.toString(), "--task", task.toString()));
              return new WorkerProcess.Order(task, all, environment(i));
            })
        .toList();
  }

  /** Every process would take all cores, and wait for the others' share of them. */
  private List<String> threads(RunConfig read) {
    int each = Math.max(1, Runtime.getRuntime().availableProcessors() / workers);
    return read.training().threads() == 0
        ? List.of("--set", "training.threads=" + each)
        : List.of();
  }

  private Map<String, String> environment(int worker) {
    Map<String, String> environment = new HashMap<>(workspace().environment());
    if (!gpus.isEmpty()) {
      environment.put("CUDA_VISIBLE_DEVICES", gpus.get(worker % gpus.size()).toString());
    }
    return environment;
  }
}
