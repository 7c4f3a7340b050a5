package dev.gantry.cluster;

import dev.gantry.config.RecordReader;
import dev.gantry.error.Check;
import dev.gantry.error.UserException;
import dev.gantry.train.Replica;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The processes that train a run together, as {@code cluster.yaml} has them.
 *
 * @param workers address of each task's server, {@code host:port}; number 0 is the chief, which
 *     alone writes
 * @param batchNorm whose images batch norm takes its statistics of
 * @param startTimeoutSeconds how long a task waits for the others to start
 * @param stepTimeoutSeconds how long a task waits for the others in one iteration; longer than the
 *     chief takes to measure and save
 */
public record ClusterConfig(
    List<String> workers,
    Replica.BatchStatistics batchNorm,
    double startTimeoutSeconds,
    double stepTimeoutSeconds) {
  private static final Pattern ADDRESS =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9.-]*|\\[[0-9A-Fa-f:]+]):(\\d{1,5})");
  private static final int LAST_PORT = 65_535;

  /** Checks every component. */
  public ClusterConfig {
    workers = List.copyOf(workers);
    Check.range("start-timeout-seconds", startTimeoutSeconds, 1, 86_400);
    Check.range("step-timeout-seconds", stepTimeoutSeconds, 1, 86_400);
    Set<String> seen = new HashSet<>();
    for (String worker : workers) {
      Matcher address = ADDRESS.matcher(worker);
      Check.that(
          address.matches() && port(address) >= 1 && port(address) <= LAST_PORT,
          "workers has \"%s\"; each must be host:port with a port from 1 to 65535, such as node1:2222"
              .formatted(worker));
      Check.that(
          seen.add(worker),
          "workers has %s twice; each task needs an address of its own".formatted(worker));
    }
  }

  private static int port(Matcher address) {
    return Integer.parseInt(address.group(2));
  }

  /** No workers yet; batch norm by replica, 5 minutes to start, 10 for an iteration. */
  public static ClusterConfig defaults() {
    return new ClusterConfig(List.of(), Replica.BatchStatistics.REPLICA, 300, 600);
  }

  /**
   * Reads a file.
   *
   * @throws UserException for a file that cannot be read and for every mistake in it
   */
  public static ClusterConfig read(Path file) {
    ClusterConfig read = RecordReader.read(file, defaults());
    if (read.workers.isEmpty()) {
      throw new UserException(
          file
              + " has no workers; list the address of each task, such as workers: [node0:2222,"
              + " node1:2222]");
    }
    return read;
  }

  /**
   * The process of a task.
   *
   * @throws UserException if there is no such task
   */
  public Replica replica(Task task) {
    requireTask(task);
    return new Replica(task.index(), workers.size(), batchNorm);
  }

  /** The file that {@link #read} reads. */
  public String yaml() {
    return String.format(
        Locale.ROOT,
        "workers: [%s]%nbatch-norm: %s%nstart-timeout-seconds: %s%nstep-timeout-seconds: %s%n",
        workers.stream().map(worker -> '"' + worker + '"').collect(Collectors.joining(", ")),
        batchNorm.name().toLowerCase(Locale.ROOT),
        startTimeoutSeconds,
        stepTimeoutSeconds);
  }

  /** Where a task's server is. */
  String address(int index) {
    return workers.get(index);
  }

  /** The port of an address. */
  static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /** The host of an address. */
  static String host(String address) {
    return address.substring(0, address.lastIndexOf(':')).replaceAll("[\\[\\]]", "");
  }

  private void requireTask(Task task) {
    if (task.index() >= workers.size()) {
      throw new UserException(
          "--task is %s, but the cluster has %d workers: worker:0 to worker:%d"
              .formatted(task, workers.size(), workers.size() - 1));
    }
  }
}
