package dev.gantry.metrics;

import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;

/**
 * A graph and its session on the CPU: for linear algebra, whose results then do not depend on the
 * device of a training beside it. Thread-safe once the graph is built.
 */
final class CpuGraph implements AutoCloseable {
  private static final ConfigProto CPU_ONLY =
      ConfigProto.newBuilder().putDeviceCount("GPU", 0).build();

  private final Graph graph = new Graph();
  private final Session session = new Session(graph, CPU_ONLY);

  /** Builds operations; all of them before the first run. */
  Ops ops() {
    return Ops.create(graph);
  }

  Session.Runner runner() {
    return session.runner();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
