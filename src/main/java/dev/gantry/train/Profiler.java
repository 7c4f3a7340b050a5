package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.config.TrainingConfig;
import dev.gantry.profile.Attainable;
import dev.gantry.profile.AttainableMeter;
import dev.gantry.profile.StepProfile;
import dev.gantry.profile.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;

/** Finds where the time of an iteration goes. */
public final class Profiler {
  /** Iterations whose operations are timed; the quickest is told of. */
  private static final int TRACED = 7;

  private static final int WARM_UP = Benchmark.WARM_UP;

  /**
   * What is done for one trace: an iteration for the caches, after the meter, and the traced one.
   */
  private static final int ITERATIONS_A_TRACE = 2;

  /**
   * Iterations that {@link #run} makes in all; the first traced one is slow, and does not count.
   */
  public static final int ITERATIONS = WARM_UP + ITERATIONS_A_TRACE * (1 + TRACED);

  private Profiler() {}

  /**
   * Runs a configuration on noise. Before each traced iteration it measures what the device attains
   * at that time. The best of both count, since whatever else the machine does can only slow one.
   *
   * @param progress hears of each iteration done
   */
  public static StepProfile run(RunConfig config, LongConsumer progress) {
    MemoryNeed.check(config);
    TrainingConfig settings = config.training();
    TrainingDevice device = TrainingDevice.choose(settings);
    try (NoiseTraining training = new NoiseTraining(config, device);
        AttainableMeter meter =
            new AttainableMeter(device.options(settings.threads()), settings.precision())) {
      for (int i = 0; i < WARM_UP; i++) {
        training.step();
        progress.accept(i + 1L);
      }
      List<NoiseTraining.Traced> traced = new ArrayList<>();
      List<Attainable> attained = new ArrayList<>();
      for (int done = WARM_UP; done < ITERATIONS; done += ITERATIONS_A_TRACE) {
        attained.add(meter.read());
        training.step();
        traced.add(training.traced(training::step));
        progress.accept(done + (long) ITERATIONS_A_TRACE);
      }
      NoiseTraining.Traced quickest =
          traced.stream()
              .skip(1)
              .min(Comparator.comparingLong(NoiseTraining.Traced::nanos))
              .orElseThrow();
      return new StepProfile(
          quickest.nanos(),
          Timeline.of(quickest.seen()),
          training.work(),
          Attainable.best(attained));
    }
  }
}
