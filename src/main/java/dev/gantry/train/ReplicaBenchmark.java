package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.graph.CopyRunner;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * Times what training with others costs, on noise, in all processes at once.
 *
 * @param replica this process
 * @param imagesPerStep real images of one iteration, all replicas' together
 * @param stepSeconds median of whole iterations
 * @param computeSeconds median of iterations on the own rows without an exchange
 * @param exchanges what one iteration exchanges, in its order
 * @param smallest the exchange of one number, which is all latency
 */
public record ReplicaBenchmark(
    Replica replica,
    int imagesPerStep,
    double stepSeconds,
    double computeSeconds,
    List<Exchange> exchanges,
    Exchange smallest) {
  private static final int WARM_UP = 3;
  private static final int EXCHANGES = 20;

  /** Keys that no training graph reaches. */
  private static final int FIRST_KEY = 1 << 20;

  /** Copies. */
  public ReplicaBenchmark {
    exchanges = List.copyOf(exchanges);
  }

  /**
   * One all-reduce by itself.
   *
   * @param bytes of the buffer
   * @param seconds median, less that of the same run without it
   */
  public record Exchange(long bytes, double seconds) {}

  /**
   * Runs a configuration; every process must do so at the same time.
   *
   * @param steps timed iterations, at least 1
   * @param progress hears of each iteration done, of twice {@code steps}
   */
  public static ReplicaBenchmark run(
      RunConfig config, int steps, Peers peers, LongConsumer progress) {
    Replica replica = peers.replica();
    RunConfig own = replica.part(config);
    MemoryNeed.check(own);
    double compute;
    try (TrainingGraph graph = TrainingGraph.fed(own)) {
      // In a session of its own: TensorFlow counts runs that may exchange, and where workers that
      // do not wait for each other have counted differently, the first exchange never ends.
      compute = time(graph, own, steps, Peers.none(), done -> progress.accept(done));
    }
    double step;
    List<Long> sizes;
    try (TrainingGraph graph =
        TrainingGraph.build(config, config.training().dSteps(), 0, replica)) {
      step = time(graph, config, steps, peers, done -> progress.accept(steps + done));
      sizes = buffers(graph, config.training().dSteps());
    }
    List<Long> timed = new ArrayList<>(sizes);
    timed.add(1L);
    List<Exchange> exchanges = exchanges(timed, own, peers);
    return new ReplicaBenchmark(
        replica,
        config.training().imagesPerStep(),
        step,
        compute,
        exchanges.subList(0, sizes.size()),
        exchanges.get(sizes.size()));
  }

  /** Values of each buffer; the few figures and statistics in it count for nothing. */
  private static List<Long> buffers(TrainingGraph graph, int dSteps) {
    List<Long> sizes = new ArrayList<>(Collections.nCopies(dSteps, values(graph.discriminator())));
    sizes.add(values(graph.generator()));
    return sizes;
  }

  private static long values(VariableStore store) {
    return store.trainable().stream().map(Variable::spec).mapToLong(spec -> spec.size()).sum();
  }

  private static double time(
      TrainingGraph graph, RunConfig config, int steps, Peers peers, LongConsumer progress) {
    TrainingDevice device = TrainingDevice.choose(config.training());
    try (TrainingSession session = new TrainingSession(graph, config, device, peers);
        TUint8 noise = NoiseTraining.noise(graph)) {
      session.initialize();
      double[] seconds = new double[steps];
      for (int i = -WARM_UP; i < steps; i++) {
        long start = System.nanoTime();
        session.step(
            new TrainingSession.StepSettings(
                config.pretrainSteps() + WARM_UP + i, 2e-4, 2e-4, 0.999),
            noise,
            new int[Math.toIntExact(noise.shape().get(0))]);
        if (i >= 0) {
          seconds[i] = (System.nanoTime() - start) / 1e9;
          progress.accept(i + 1L);
        }
      }
      return Benchmark.median(seconds);
    }
  }

  private static List<Exchange> exchanges(List<Long> sizes, RunConfig config, Peers peers) {
    TrainingDevice device = TrainingDevice.choose(config.training());
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      AllReduce all = new AllReduce(graph, peers.replica(), FIRST_KEY);
      List<Operand<TFloat32>> alone = new ArrayList<>();
      List<Operand<TFloat32>> reduced = new ArrayList<>();
      for (long size : sizes) {
        Operand<TFloat32> own = tf.fill(tf.constant(new long[] {size}), tf.constant(1f)); // [size]
        // One value crosses to Java, so that the exchange alone is timed.
        alone.add(tf.reduceMax(own, tf.constant(0)));
        reduced.add(tf.reduceMax(all.of(tf, own), tf.constant(0)));
      }
      try (Session session = peers.open(graph, device.options(config.training().threads()))) {
        List<Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
          double without = time(session, alone.get(i), CopyRunner::run);
          double with = time(session, reduced.get(i), peers::together);
          exchanges.add(new Exchange(sizes.get(i) * Float.BYTES, Math.max(0, with - without)));
        }
        return exchanges;
      }
    }
  }

  private static double time(
      Session session, Operand<TFloat32> fetched, Function<CopyRunner, Result> run) {
    double[] seconds = new double[EXCHANGES];
    for (int i = -WARM_UP; i < EXCHANGES; i++) {
      long start = System.nanoTime();
      try (Result result = run.apply(new CopyRunner(session).fetch(fetched))) {
        if (((TFloat32) result.get(0)).getFloat() != 1) {
          throw new IllegalStateException("the mean of ones is one");
        }
      }
      if (i >= 0) {
        seconds[i] = (System.nanoTime() - start) / 1e9;
      }
    }
    return Benchmark.median(seconds);
  }
}
