package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableStore;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.bytedeco.javacpp.Pointer;

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
    try (NoiseTraining training = new NoiseTraining(config, device)) {
      long peak = 0;
      for (int i = 0; i < WARM_UP; i++) {
        training.step();
        progress.accept(i + 1L);
      }
      double[] nanos = new double[steps];
      long nativeBefore = training.nativeNanos();
      for (int i = 0; i < steps; i++) {
        nanos[i] = training.step();
        peak = Math.max(peak, Pointer.physicalBytes());
        progress.accept(WARM_UP + i + 1L);
      }
      double inNative = training.nativeNanos() - nativeBefore;
      double median = median(nanos);
      return new Benchmark(
          device.name(),
          parameters(training.graph().generator()),
          parameters(training.graph().discriminator()),
          median / 1e6,
          config.training().imagesPerStep() / (median / 1e9),
          1 - inNative / Arrays.stream(nanos).sum(),
          peak);
    }
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static long parameters(VariableStore store) {
    return store.trainable().stream().map(Variable::spec).mapToLong(spec -> spec.size()).sum();
  }
}
