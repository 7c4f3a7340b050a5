package dev.gantry.train;

import dev.gantry.graph.CopyRunner;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;

/** A process that trains by itself. */
record NoPeers() implements Peers {
  @Override
  public Replica replica() {
    return Replica.ALONE;
  }

  @Override
  public Session open(Graph graph, ConfigProto options) {
    return new Session(graph, options);
  }

  @Override
  public Result together(CopyRunner runner) {
    return runner.run();
  }
}
