package dev.gantry.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.RunConfig;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableStore;
import dev.gantry.testing.LeakCheck;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

@ExtendWith(LeakCheck.class)
class TrainingGraphTest {
  @TempDir Path folder;

  private final RunConfig config = TinyRun.config();

  @Test
  void aStepOfTheDiscriminatorLeavesTheGeneratorBitIdentical() {
    try (TrainingGraph graph = new TrainingGraph(config)) {
      Changes changes = changes(graph, graph.discriminatorStep());
      assertThat(changes.generator()).containsOnly(false);
      assertThat(changes.discriminator()).containsOnly(true);
    }
  }

  @Test
  void aStepOfTheGeneratorLeavesTheDiscriminatorBitIdentical() {
    try (TrainingGraph graph = new TrainingGraph(config, 0, 0)) {
      Changes changes = changes(graph, graph.step());
      assertThat(changes.discriminator()).containsOnly(false);
      assertThat(changes.generator()).containsOnly(true);
    }
  }

  @Test
  void aWholeIterationMovesEveryVariableOfBoth() {
    try (TrainingGraph graph = new TrainingGraph(config)) {
      Changes changes = changes(graph, graph.step());
      assertThat(changes.discriminator()).containsOnly(true);
      assertThat(changes.generator()).containsOnly(true);
    }
  }

  private record Changes(Collection<Boolean> generator, Collection<Boolean> discriminator) {}

  private Changes changes(TrainingGraph graph, Op target) {
    Map<String, Operand<TFloat32>> generator = reads(graph, graph.generator());
    Map<String, Operand<TFloat32>> discriminator = reads(graph, graph.discriminator());
    try (Session session = new Session(graph.graph())) {
      session.run(graph.initialize());
      Map<String, float[]> generatorBefore = values(session, generator);
      Map<String, float[]> discriminatorBefore = values(session, discriminator);
      run(session, graph, target);
      return new Changes(
          differ(generatorBefore, values(session, generator)).values(),
          differ(discriminatorBefore, values(session, discriminator)).values());
    }
  }

  private static Map<String, Operand<TFloat32>> reads(TrainingGraph graph, VariableStore store) {
    Ops tf = Ops.create(graph.graph()).withSubScope("test");
    Map<String, Operand<TFloat32>> reads = new LinkedHashMap<>();
    for (Variable variable : store.all()) {
      reads.put(variable.name(), variable.read(tf));
    }
    return reads;
  }

  private static Map<String, float[]> values(
      Session session, Map<String, Operand<TFloat32>> reads) {
    Map<String, float[]> values = new LinkedHashMap<>();
    reads.forEach(
        (name, read) -> {
          try (Result result = session.runner().fetch(read).run()) {
            float[] value = new float[(int) result.get(0).size()];
            ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(value);
            values.put(name, value);
          }
        });
    return values;
  }

  private static Map<String, Boolean> differ(
      Map<String, float[]> before, Map<String, float[]> after) {
    Map<String, Boolean> differ = new LinkedHashMap<>();
    before.forEach((name, value) -> differ.put(name, !Arrays.equals(value, after.get(name))));
    return differ;
  }

  private static void run(Session session, TrainingGraph graph, Op target) {
    TrainingGraph.Inputs inputs = graph.inputs();
    try (TUint8 reals =
            TUint8.tensorOf(inputs.reals().shape(), t -> t.setByte((byte) 99, 1, 2, 3, 0));
        TInt64 step = TInt64.scalarOf(0);
        TFloat32 rate = TFloat32.scalarOf(0.001f);
        Result none =
            session
                .runner()
                .feed(inputs.reals(), reals)
                .feed(inputs.step(), step)
                .feed(inputs.dRate(), rate)
                .feed(inputs.gRate(), rate)
                .feed(inputs.averageDecay(), rate)
                .addTarget(target)
                .run()) {
      assertThat(none.size()).isZero();
    }
  }

  @Test
  void aThousandStepsLeaveNothingOpen() {
    try (TrainingGraph graph = new TrainingGraph(config);
        TrainingSession session = new TrainingSession(graph, config, TrainingDevice.CPU);
        ImageFeed feed = ImageFeed.of(session, TinyRun.images(config, 8), config, false)) {
      session.initialize();
      long tracked = steps(feed, 0, 10);
      assertThat(steps(feed, 10, 1000)).isEqualTo(tracked);
    }
  }

  private static long steps(ImageFeed feed, long from, long to) {
    for (long step = from; step < to; step++) {
      feed.step(new TrainingSession.StepSettings(step, 1e-4, 1e-4, 0.9));
    }
    return Pointer.totalCount();
  }
}
