package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.bytedeco.javacpp.Pointer;

/**
 * Times whole iterations on noise: what training does, without data, pictures and checkpoints.
 *
 * @param device what TensorFlow ran on
 * @param generatorParameters values of the generator that gradients move
 * @param discriminatorParameters values of the discriminator that gradients move
 * @param millisPerStep median over the timed calls, of which each runs one iteration or, with
 *     {@code training.iterations-per-call}, several
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
   * @param steps timed iterations, at least 1; more where the last call runs more
   * @param progress hears of each iteration done
   */
  public static Benchmark run(RunConfig config, int steps, LongConsumer progress) {
    MemoryNeed.check(config);
    TrainingDevice device = TrainingDevice.choose(config.training());
    try (NoiseTraining training = new NoiseTraining(config, device)) {
      for (int done = 0; done < WARM_UP; ) {
        done += training.call().iterations();
        progress.accept(Math.min(done, WARM_UP));
      }
      long peak = 0;
      double total = 0;
      List<Double> nanos = new ArrayList<>(); // per iteration, of each call
      long nativeBefore = training.nativeNanos();
      for (int done = 0; done < steps; ) {
        NoiseTraining.Call call = training.call();
        done += call.iterations();
        total += call.nanos();
        nanos.add(call.nanos() / (double) call.iterations());
        peak = Math.max(peak, Pointer.physicalBytes());
        progress.accept(WARM_UP + (long) Math.min(done, steps));
      }
      double inNative = training.nativeNanos() - nativeBefore;
      double median = median(nanos.stream().mapToDouble(Double::doubleValue).toArray());
      return new Benchmark(
          device.name(),
          parameters(training.graph().generator()),
          parameters(training.graph().discriminator()),
          median / 1e6,
          config.training().imagesPerStep() / (median / 1e9),
          1 - inNative / total,
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
