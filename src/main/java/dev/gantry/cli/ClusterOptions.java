package dev.gantry.cli;

import dev.gantry.cluster.ClusterConfig;
import dev.gantry.cluster.Task;
import dev.gantry.error.UserException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which process of which cluster this is. */
final class ClusterOptions {
  @Option(
      names = "--cluster",
      paramLabel = "FILE",
      description =
          "Train together with other processes: a YAML file with the addresses of all workers.")
  private @Nullable Path file;

  @Option(
      names = "--task",
      paramLabel = "worker:N",
      description = "Which of the workers this process is; worker:0 alone writes.")
  private @Nullable String task;

  /**
   * A process of a cluster.
   *
   * @param config all of them
   * @param task this one
   */
  record Membership(ClusterConfig config, Task task) {}

  /**
   * What was asked for; empty where this process trains by itself.
   *
   * @throws UserException if one option is there without the other, or something is wrong with them
   */
  Optional<Membership> membership() {
    if (file == null && task == null) {
      return Optional.empty();
    }
    if (file == null || task == null) {
      throw new UserException(
          "--cluster FILE and --task worker:N belong together; give both, or neither");
    }
    ClusterConfig config = ClusterConfig.read(file);
    Task parsed = Task.parse(task);
    config.replica(parsed);
    return Optional.of(new Membership(config, parsed));
  }
}
