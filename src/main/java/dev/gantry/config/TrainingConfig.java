package dev.gantry.config;

import dev.gantry.error.Check;
import dev.gantry.nn.Precision;

/**
 * How long, in which batches, where.
 *
 * @param kimg the run ends when so many thousands of real images were shown
 * @param batch images in one batch
 * @param dSteps discriminator steps before each generator step
 * @param generatorBatch latents in a generator step; 0 takes the fakes of the last discriminator
 *     step, which saves making them
 * @param precision arithmetic of convolutions and matrix products; all else is float32. In float16
 *     losses are scaled ({@code optim.LossScale})
 * @param xla whether TensorFlow compiles the graph for the device (XLA, as clusters of operations):
 *     worth a try on a GPU; on a CPU it takes longer
 * @param iterationsPerCall iterations that TensorFlow runs at most before it comes back: worth a
 *     try on a GPU, which then waits for the JVM less often; results are the same
 * @param device where to train
 * @param threads threads of TensorFlow; 0 uses every core
 */
public record TrainingConfig(
    double kimg,
    int batch,
    int dSteps,
    int generatorBatch,
    Precision precision,
    boolean xla,
    int iterationsPerCall,
    Device device,
    int threads) {
  /** The most {@link #threads} that can be asked for. */
  public static final int MOST_THREADS = 1024;

  /** Checks every component. */
  public TrainingConfig {
    Check.positive("kimg", kimg);
    Check.range("batch", batch, 2, 65_536);
    Check.range("d-steps", dSteps, 1, 100);
    Check.range("generator-batch", generatorBatch, 0, 65_536);
    Check.range("iterations-per-call", iterationsPerCall, 1, 1000);
    Check.range("threads", threads, 0, MOST_THREADS);
  }

  /** 1,000 kimg in batches of 128, float32, on whatever is there. */
  public static TrainingConfig defaults() {
    return new TrainingConfig(1000, 128, 1, 0, Precision.FLOAT32, false, 1, Device.AUTO, 0);
  }

  /** Real images shown by one iteration. */
  public int imagesPerStep() {
    return batch * dSteps;
  }

  /** Iterations of the whole run, rounded up. */
  public long steps() {
    return (long) Math.ceil(kimg * 1000 / imagesPerStep());
  }

  /** Where the graph runs. */
  public enum Device {
    /** The first GPU where TensorFlow has one, else the CPU. */
    AUTO,
    CPU,
    /** The first GPU; that there is none is an error. */
    GPU
  }
}
