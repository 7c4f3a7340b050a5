package dev.gantry.train;

import dev.gantry.graph.CopyRunner;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;

/** The other processes that train the same run, and the way to them. */
public interface Peers {
  /** Nobody: a run of one process. */
  static Peers none() {
    return new NoPeers();
  }

  /** Which of all of them this process is. */
  Replica replica();

  /**
   * Opens a session whose graph may exchange tensors with the others.
   *
   * @return the caller closes it
   */
  Session open(Graph graph, ConfigProto options);

  /**
   * Runs what every process runs at the same moment of the training.
   *
   * @return the caller closes it
   * @throws dev.gantry.error.RunException if another process is lost, or does not come in time
   */
  Result together(CopyRunner runner);
}
