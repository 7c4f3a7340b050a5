package dev.gantry.benchmark;

import dev.gantry.Generator;
import dev.gantry.model.Latents;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Images a second that one generator makes for all threads that call it side by side, 16 a call.
 *
 * <p>{@code -Dbenchmark.model=MODEL} is the generator, JMH's {@code -t} how many threads call; the
 * environment's {@code TF_NUM_INTRAOP_THREADS} bounds how many TensorFlow takes for one operation,
 * which are all cores by itself. {@code scripts/bench-concurrent} runs it.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class ConcurrentGeneratorBenchmark {
  private static final int BATCH = 16;

  /** The generator of all threads. */
  @State(Scope.Benchmark)
  public static class Shared {
    private Generator generator;
    private float[][] latents = {};

    @Setup
    public void open() {
      generator = Generator.open(Path.of(System.getProperty("benchmark.model")));
      latents = new float[BATCH][];
      for (int i = 0; i < BATCH; i++) {
        latents[i] = Latents.normal(i, 1, generator.latentSize());
      }
    }

    @TearDown
    public void close() {
      generator.close();
    }
  }

  /** Processor time of the whole process, which the first thread counts for all. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Processor {
    private ProcessorTime time = new ProcessorTime();

    /** Seconds; as JMH divides by the time that went by, how many cores were busy. */
    public double cores;

    @Setup(Level.Iteration)
    public void start() {
      time = new ProcessorTime();
      cores = 0;
    }

    @TearDown(Level.Iteration)
    public void stop(ThreadParams thread) {
      if (thread.getThreadIndex() == 0) {
        cores = time.seconds();
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public float[] decode(Shared model, Processor processor) {
    return model.generator.decodeArray(model.latents);
  }
}
