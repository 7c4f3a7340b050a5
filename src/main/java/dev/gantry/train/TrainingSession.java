package dev.gantry.train;

import dev.gantry.config.RunConfig;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** A graph in a session. */
final class TrainingSession implements AutoCloseable {
  private final TrainingGraph graph;
  private final Session session;

  TrainingSession(TrainingGraph graph, RunConfig config) {
    this.graph = graph;
    this.session = new Session(graph.graph(), options(config));
  }

  private static ConfigProto options(RunConfig config) {
    int threads = config.training().threads();
    return ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(threads)
        .setInterOpParallelismThreads(Integer.getInteger("inter", 0))
        .build();
  }

  void initialize() {
    session.run(graph.initialize());
  }

  StepResult step(TUint8 reals, long step, float dRate, float gRate, float decay) {
    TrainingGraph.Inputs inputs = graph.inputs();
    try (TInt64 number = TInt64.scalarOf(step);
        TFloat32 d = TFloat32.scalarOf(dRate);
        TFloat32 g = TFloat32.scalarOf(gRate);
        TFloat32 keep = TFloat32.scalarOf(decay);
        Result result =
            session
                .runner()
                .feed(inputs.reals(), reals)
                .feed(inputs.step(), number)
                .feed(inputs.dRate(), d)
                .feed(inputs.gRate(), g)
                .feed(inputs.averageDecay(), keep)
                .addTarget(graph.step())
                .fetch(graph.reportVector())
                .run()) {
      return graph.result((TFloat32) result.get(0));
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
