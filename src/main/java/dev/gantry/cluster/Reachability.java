package dev.gantry.cluster;

import dev.gantry.error.UserException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Whether something listens at an address. */
final class Reachability {
  private static final int PATIENCE_MILLIS = 2000;

  private Reachability() {}

  /** Whether a connection can be made. */
  static boolean answers(String address) {
    try (Socket socket = new Socket()) {
      // A host may get another address while it is waited for, so it is looked up each time.
      socket.connect(
          new InetSocketAddress(ClusterConfig.host(address), ClusterConfig.port(address)),
          PATIENCE_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Checks that a server can listen at the port of an address.
   *
   * @throws UserException if something else does
   */
  static void requireFree(String address, Task task) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(ClusterConfig.port(address)));
    } catch (IOException e) {
      throw new UserException(
          "%s cannot listen at port %d: %s; is the task running already? else give another port"
              .formatted(task, ClusterConfig.port(address), e.getMessage()),
          e);
    }
  }
}
