package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableStore;
import java.util.Arrays;
import java.util.Random;
import java.util.function.LongConsumer;
import org.bytedeco.javacpp.Pointer;
import org.tensorflow.types.TUint8;

/**
 * Times whole iterations on noise: what training does, without data, pictures and checkpoints.
 *
 * @param device what TensorFlow ran on
 * @param generatorParameters values of the generator that gradients move
 * @param discriminatorParameters values of the discriminator that gradients move
 * @param millisPerStep median over the timed iterations
 * @param imagesPerSecond real images a second at that median
 * @param outsideNativeShare share of the timed iterations spent outside TensorFlow's run, 0 to 1
 * @param peakResidentBytes the most resident memory that was seen after an iteration
 */
public record Benchmark(
    String device,
    long generatorParameters,
    long discriminatorParameters,
    double millisPerStep,
    double imagesPerSecond,
    double outsideNativeShare,
    long peakResidentBytes) {

  /** Iterations before the clock starts: TensorFlow optimizes the graph in the first. */
  public static final int WARM_UP = 5;

  /**
   * Runs a configuration.
   *
   * @param steps timed iterations, at least 1
   * @param progress hears of each iteration done
   */
  public static Benchmark run(RunConfig config, int steps, LongConsumer progress) {
    MemoryNeed.check(config);
    TrainingDevice device = TrainingDevice.choose(config.training());
    try (TrainingGraph graph = TrainingGraph.fed(config);
        TrainingSession session = new TrainingSession(graph, config, device);
        TUint8 noise = noise(graph)) {
      session.initialize();
      // Whole iterations: not those in which the discriminator rests.
      long first = config.pretrainSteps();
      long peak = 0;
      for (int i = 0; i < WARM_UP; i++) {
        step(session, noise, first + i);
        progress.accept(i + 1L);
      }
      double[] nanos = new double[steps];
      long nativeBefore = session.nativeNanos();
      for (int i = 0; i < steps; i++) {
        long start = System.nanoTime();
        step(session, noise, first + WARM_UP + i);
        nanos[i] = System.nanoTime() - start;
        peak = Math.max(peak, Pointer.physicalBytes());
        progress.accept(WARM_UP + i + 1L);
      }
      double inNative = session.nativeNanos() - nativeBefore;
      double median = median(nanos);
      return new Benchmark(
          device.name(),
          parameters(graph.generator()),
          parameters(graph.discriminator()),
          median / 1e6,
          config.training().imagesPerStep() / (median / 1e9),
          1 - inNative / Arrays.stream(nanos).sum(),
          peak);
    }
  }

  private static void step(TrainingSession session, TUint8 noise, long number) {
    session.step(
        new TrainingSession.StepSettings(number, 2e-4, 2e-4, 0.999),
        noise,
        new int[Math.toIntExact(noise.shape().get(0))]);
  }

  private static TUint8 noise(TrainingGraph graph) {
    return TUint8.tensorOf(
        graph.inputs().reals().shape(),
        tensor -> {
          byte[] bytes = new byte[(int) tensor.size()];
          new Random(0).nextBytes(bytes);
          tensor.asRawTensor().data().write(bytes);
        });
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static long parameters(VariableStore store) {
    return store.trainable().stream().map(Variable::spec).mapToLong(spec -> spec.size()).sum();
  }
}
