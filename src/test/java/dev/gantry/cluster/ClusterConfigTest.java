package dev.gantry.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.error.UserException;
import dev.gantry.train.Replica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterConfigTest {
  @TempDir Path folder;

  private ClusterConfig read(String yaml) throws IOException {
    return ClusterConfig.read(Files.writeString(folder.resolve("cluster.yaml"), yaml));
  }

  @Test
  void aFileHasTheWorkersAndWhatItDoesNotNameIsTheDefault() throws IOException {
    ClusterConfig config =
        read("workers: [node0:2222, \"[::1]:2223\"]\nbatch-norm: global\nstep-timeout-seconds: 60");

    assertThat(config)
        .isEqualTo(
            new ClusterConfig(
                List.of("node0:2222", "[::1]:2223"), Replica.BatchStatistics.GLOBAL, 300, 60));
    assertThat(config.replica(Task.parse("worker:1")))
        .isEqualTo(new Replica(1, 2, Replica.BatchStatistics.GLOBAL));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    ClusterConfig config =
        new ClusterConfig(
            List.of("127.0.0.1:1", "127.0.0.1:2"), Replica.BatchStatistics.GLOBAL, 5, 7.5);

    assertThat(read(config.yaml())).isEqualTo(config);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "batch-norm: global | has no workers; list the address of each task",
        "workers: [] | has no workers",
        "workers: [a:1, b:2, a:1] | cluster.yaml:1:10: workers has a:1 twice",
        "workers: [a] | workers has \"a\"; each must be host:port",
        "workers: [a:0] | with a port from 1 to 65535",
        "workers: [a:70000] | with a port from 1 to 65535",
        "worker: [a:1] | unknown key \"worker\"; did you mean \"workers\"?",
        "workers: [a:1]#batch-norm: all | unknown batch-norm \"all\"",
        "workers: [a:1]#step-timeout-seconds: 0 | step-timeout-seconds is 0.0; it must be from 1.0",
      })
  void aMistakeIsNamedWithItsPlace(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml.replace("#", "\n")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cluster.yaml")
        .hasMessageContaining(message);
  }

  @Test
  void aTaskThatTheClusterHasNotIsRefused() {
    ClusterConfig config =
        new ClusterConfig(List.of("a:1", "b:2"), Replica.BatchStatistics.REPLICA, 5, 5);

    assertThatThrownBy(() -> config.replica(Task.parse("worker:2")))
        .isInstanceOf(UserException.class)
        .hasMessage("--task is worker:2, but the cluster has 2 workers: worker:0 to worker:1");
  }

  @ParameterizedTest
  @CsvSource({"worker", "worker:", "worker:-1", "ps:0", "worker:x", "worker:99999999999"})
  void aNameThatIsNoTasksIsRefused(String name) {
    assertThatThrownBy(() -> Task.parse(name))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("such as worker:0");
  }
}
