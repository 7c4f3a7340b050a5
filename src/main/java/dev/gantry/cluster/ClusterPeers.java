package dev.gantry.cluster;

import dev.gantry.config.TrainingConfig;
import dev.gantry.error.RunException;
import dev.gantry.graph.CopyRunner;
import dev.gantry.graph.SessionOptions;
import dev.gantry.train.Peers;
import dev.gantry.train.Replica;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Server;
import org.tensorflow.Session;
import org.tensorflow.TargetSession;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.ClusterDef;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.JobDef;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.proto.ServerDef;

/**
 * The other tasks of a cluster, reached by TensorFlow's gRPC servers. The own server lives as long
 * as the process: TensorFlow cannot stop one ("Clean shutdown is not currently implemented"). Not
 * thread-safe.
 */
public final class ClusterPeers implements Peers {
  private static final String LEADER = "/job:" + Task.JOB + "/replica:0/task:0";

  /** All tasks run the same sequence of steps under one key. */
  private static final long STEPS = 1;

  /** So that the others, too, can tell who is gone and who is only about to end. */
  private static final long LINGER_MILLIS = 2000;

  private final ClusterConfig cluster;
  private final Replica replica;

  private ClusterPeers(ClusterConfig cluster, Replica replica) {
    this.cluster = cluster;
    this.replica = replica;
  }

  /**
   * Starts this task's server and waits until those of all others answer.
   *
   * @param training where the run trains, on how many threads
   * @throws dev.gantry.error.UserException if there is no such task, or its port is taken
   * @throws RunException if another task does not start in time
   */
  @SuppressWarnings("resource") // a server lives as long as the process
  public static ClusterPeers start(ClusterConfig cluster, Task task, TrainingConfig training) {
    Replica replica = cluster.replica(task);
    ClusterPeers peers = new ClusterPeers(cluster, replica);
    Reachability.requireFree(cluster.address(task.index()), task);
    new Server(peers.server(training)).start();
    peers.awaitAll();
    return peers;
  }

  private ServerDef server(TrainingConfig training) {
    JobDef.Builder job = JobDef.newBuilder().setName(Task.JOB);
    for (int i = 0; i < replica.count(); i++) {
      job.putTasks(i, cluster.address(i));
    }
    ConfigProto.Builder options =
        SessionOptions.shared().toBuilder().setIntraOpParallelismThreads(training.threads());
    if (training.device() == TrainingConfig.Device.CPU) {
      options.putDeviceCount("GPU", 0);
    }
    return ServerDef.newBuilder()
        .setCluster(ClusterDef.newBuilder().addJob(job))
        .setJobName(Task.JOB)
        .setTaskIndex(replica.index())
        .setProtocol("grpc")
        .setDefaultSessionConfig(withOthers(options.build()))
        .build();
  }

  /**
   * A session sees the devices of its own task alone, so that nothing of it is placed elsewhere,
   * and keeps its variables to itself; only exchanges reach others, which the leader introduces.
   */
  private ConfigProto withOthers(ConfigProto options) {
    return options.toBuilder()
        .setIsolateSessionState(true)
        .addDeviceFilters("/job:" + Task.JOB + "/task:" + replica.index())
        .setExperimental(options.getExperimental().toBuilder().setCollectiveGroupLeader(LEADER))
        .build();
  }

  private void awaitAll() {
    long deadline =
        System.nanoTime() + (long) (cluster.startTimeoutSeconds() * TimeUnit.SECONDS.toNanos(1));
    List<Integer> missing = others();
    while (true) {
      missing = gone(missing);
      if (missing.isEmpty()) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new RunException(
            "%s did not start within %.0f s; start every task of the cluster file, or take those out that are no more"
                .formatted(named(missing), cluster.startTimeoutSeconds()));
      }
      pause(200);
    }
  }

  private List<Integer> others() {
    return IntStream.range(0, replica.count()).filter(i -> i != replica.index()).boxed().toList();
  }

  private List<Integer> gone(List<Integer> tasks) {
    return tasks.parallelStream()
        .filter(task -> !Reachability.answers(cluster.address(task)))
        .toList();
  }

  private String named(List<Integer> tasks) {
    return tasks.stream()
        .map(task -> "%s at %s".formatted(new Task(task), cluster.address(task)))
        .collect(Collectors.joining(", "));
  }

  @Override
  public Replica replica() {
    return replica;
  }

  @Override
  public Session open(Graph graph, ConfigProto options) {
    // By this name the server's own process finds it without a network.
    String target = "grpc://localhost:" + ClusterConfig.port(cluster.address(replica.index()));
    return TargetSession.open(graph, target, withOthers(options));
  }

  @Override
  public Result together(CopyRunner runner) {
    RunOptions options =
        RunOptions.newBuilder()
            .setTimeoutInMs((long) (1000 * cluster.stepTimeoutSeconds()))
            .setExperimental(RunOptions.Experimental.newBuilder().setCollectiveGraphKey(STEPS))
            .build();
    try {
      return runner.options(options).run();
    } catch (TensorFlowException e) {
      throw isOfOthers(e) ? lost(e) : e;
    }
  }

  /** What comes from the exchange itself has no exception class of its own. */
  private static boolean isOfOthers(TensorFlowException e) {
    String message = String.valueOf(e.getMessage());
    return e.getClass() == TensorFlowException.class
        || message.contains("Collective ops is aborted")
        || message.contains("incarnation"); // one was started again while others went on
  }

  private RunException lost(TensorFlowException cause) {
    List<Integer> gone = gone(others());
    pause(LINGER_MILLIS);
    String what =
        gone.isEmpty()
            ? "the other workers did not take part in an iteration in time, or one of them failed"
                + " and is back already"
            : named(gone) + (gone.size() == 1 ? " is lost" : " are lost");
    return new RunException(
        what
            + "; the last checkpoint stands: start all workers again with the same command to go on"
            + " from it, with fewer or more of them by another cluster file",
        cause);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunException("interrupted while waiting for other workers", e);
    }
  }
}
