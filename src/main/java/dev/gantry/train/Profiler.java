package dev.gantry.train;

import dev.gantry.config.RunConfig;
import dev.gantry.config.TrainingConfig;
import dev.gantry.profile.Attainable;
import dev.gantry.profile.StepProfile;
import dev.gantry.profile.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;
import org.tensorflow.proto.StepStats;

/** Finds where the time of an iteration goes. */
public final class Profiler {
  /** Iterations whose operations are timed; the one of median length is told of. */
  private static final int TRACED = 5;

  /** Iterations before; the first traced one is slow as well. */
  private static final int WARM_UP = Benchmark.WARM_UP;

  /** Iterations that {@link #run} makes in all. */
  public static final int ITERATIONS = WARM_UP + 1 + TRACED;

  private Profiler() {}

  /**
   * Runs a configuration on noise, and what the device attains before and after.
   *
   * @param progress hears of each iteration done
   */
  public static StepProfile run(RunConfig config, LongConsumer progress) {
    MemoryNeed.check(config);
    TrainingDevice device = TrainingDevice.choose(config.training());
    List<Traced> traced = new ArrayList<>();
    Attainable before = attainable(device, config.training());
    try (NoiseTraining training = new NoiseTraining(config, device)) {
      for (int i = 0; i < WARM_UP; i++) {
        training.step();
        progress.accept(i + 1L);
      }
      for (int i = 0; i <= TRACED; i++) {
        List<StepStats> seen = training.traced();
        traced.add(new Traced(training.step(), seen));
        progress.accept(WARM_UP + i + 1L);
      }
      traced.remove(0);
      traced.sort(Comparator.comparingLong(Traced::nanos));
      Traced middle = traced.get(TRACED / 2);
      return new StepProfile(
          middle.nanos(),
          Timeline.of(middle.seen()),
          training.work(),
          before.orBetter(attainable(device, config.training())));
    }
  }

  private static Attainable attainable(TrainingDevice device, TrainingConfig training) {
    return Attainable.measure(device.options(training.threads()), training.precision());
  }

  /** An iteration: how long it took, and what its runs of the session told. */
  private record Traced(long nanos, List<StepStats> seen) {}
}
