package dev.gantry.cli;

import dev.gantry.cluster.ClusterConfig;
import dev.gantry.error.RunException;
import dev.gantry.io.IoFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The cluster file of processes on this machine, at ports that are free. Close it to delete it. */
final class LocalCluster implements AutoCloseable {
  private final Path file;

  private LocalCluster(Path file) {
    this.file = file;
  }

  /** Makes a place for the file. */
  static LocalCluster create() {
    try {
      return new LocalCluster(Files.createTempFile("gantry-cluster-", ".yaml"));
    } catch (IOException e) {
      throw new RunException(
          "the folder of temporary files cannot be written: %s; make room there, or set another by GANTRY_JAVA_OPTS=-Djava.io.tmpdir=DIR"
              .formatted(e.getMessage()),
          e);
    }
  }

  /** Writes the file anew: a port of before may be somebody else's by now. */
  Path write(int workers, ClusterConfig like) {
    ClusterConfig config =
        new ClusterConfig(
            addresses(workers),
            like.batchNorm(),
            like.startTimeoutSeconds(),
            like.stepTimeoutSeconds());
    try {
      Files.writeString(file, config.yaml());
      return file;
    } catch (IOException e) {
      throw IoFailure.writing(file, e);
    }
  }

  /** Ports that were free a moment ago, all of them at once. */
  private static List<String> addresses(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(socket -> "127.0.0.1:" + socket.getLocalPort()).toList();
    } catch (IOException e) {
      throw new RunException(
          "no %d free ports on this machine: %s".formatted(count, e.getMessage()), e);
    } finally {
      sockets.forEach(LocalCluster::close);
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new RunException("a port could not be let go: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw IoFailure.writing(file, e);
    }
  }
}
