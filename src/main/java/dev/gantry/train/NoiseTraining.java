package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.profile.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.StepStats;
import org.tensorflow.types.TUint8;

/** Training on one batch of noise: iterations as they are, without data, pictures, checkpoints. */
final class NoiseTraining implements AutoCloseable {
  private final TrainingGraph graph;
  private final TrainingSession session;
  private final TUint8 noise;
  private final TUint8 noiseOfCall;
  private final int[] labels;
  private long next;

  NoiseTraining(RunConfig config, TrainingDevice device) {
    graph = TrainingGraph.fed(config);
    session = new TrainingSession(graph, config, device);
    noise = noise(graph);
    noiseOfCall = noise(noise.shape().prepend(session.iterationsPerCall()));
    labels = new int[session.iterationsPerCall() * config.training().imagesPerStep()];
    // Whole iterations: not those in which the discriminator rests.
    next = config.pretrainSteps();
    session.initialize();
  }

  /** A batch of pixels for a graph that is fed; the caller closes it. */
  static TUint8 noise(TrainingGraph graph) {
    return noise(graph.inputs().reals().shape());
  }

  private static TUint8 noise(Shape shape) {
    return TUint8.tensorOf(
        shape,
        tensor -> {
          byte[] bytes = new byte[(int) tensor.size()];
          new Random(0).nextBytes(bytes);
          tensor.asRawTensor().data().write(bytes);
        });
  }

  /** Runs one iteration; returns how long it took, in nanoseconds. */
  long step() {
    long start = System.nanoTime();
    session.step(settings(next++), noise, labels);
    return System.nanoTime() - start;
  }

  /** Runs as many iterations as training does in one call. */
  Call call() {
    int iterations = session.atOnce(next);
    long start = System.nanoTime();
    if (iterations == 1) {
      step();
    } else {
      session.steps(
          LongStream.range(next, next + iterations).mapToObj(NoiseTraining::settings).toList(),
          0,
          noiseOfCall,
          labels);
      next += iterations;
    }
    return new Call(iterations, System.nanoTime() - start);
  }

  /** What a call did, and how long it took. */
  record Call(int iterations, long nanos) {}

  private static TrainingSession.StepSettings settings(long number) {
    return new TrainingSession.StepSettings(number, 2e-4, 2e-4, 0.999);
  }

  /** Runs iterations and times every operation of them. */
  Traced traced(Runnable iterations) {
    List<StepStats> seen = new ArrayList<>();
    long start = System.nanoTime();
    session.traced(seen, iterations);
    return new Traced(System.nanoTime() - start, seen);
  }

  /** Iterations: how long they took together, and what their runs of the session told. */
  record Traced(long nanos, List<StepStats> seen) {}

  Work work() {
    return session.work();
  }

  /** Time spent so far inside TensorFlow's run of {@link #step}. */
  long nativeNanos() {
    return session.nativeNanos();
  }

  /** Every variable that gradients move, as it is now. */
  Map<String, float[]> weights() {
    return session.weights();
  }

  TrainingGraph graph() {
    return graph;
  }

  @Override
  public void close() {
    noise.close();
    noiseOfCall.close();
    session.close();
    graph.close();
  }
}
