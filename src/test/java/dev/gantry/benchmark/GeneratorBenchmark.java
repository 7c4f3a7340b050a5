package dev.gantry.benchmark;

import dev.gantry.Generator;
import dev.gantry.model.Latents;
import dev.gantry.verify.OnnxModel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time from latents to images as floats, one call after another: Gantry beside ONNX Runtime.
 *
 * <p>{@code -Dbenchmark.models=FOLDER} has the models {@code dcgan32} and {@code dcgan64}, {@code
 * dcgan32-folded} and so on, {@code dcgan32-single} and so on, and {@code dcgan32.onnx} and {@code
 * dcgan64.onnx} made of the first two; {@code scripts/bench-inference} makes them.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class GeneratorBenchmark {
  /** Which network, and how many images at a time. */
  @State(Scope.Benchmark)
  public static class Call {
    @Param({"32", "64"})
    public int size;

    @Param({"1", "64"})
    public int batch;

    private float[][] latents = {};

    @Setup
    public void makeLatents() {
      latents = new float[batch][];
      for (int i = 0; i < batch; i++) {
        latents[i] = Latents.normal(i, 1, 100);
      }
    }

    private Path file(String suffix) {
      String folder = System.getProperty("benchmark.models");
      if (folder == null) {
        throw new IllegalStateException("give -Dbenchmark.models=FOLDER");
      }
      return Path.of(folder, "dcgan" + size + suffix);
    }
  }

  /** The export in Gantry. */
  @State(Scope.Benchmark)
  public static class GantryModel {
    /** As it is exported unless asked otherwise, or with {@code --fold}. */
    @Param({"", "-folded", "-single"})
    public String form = "";

    private Generator generator;

    @Setup
    public void open(Call call) {
      generator = Generator.open(call.file(form));
    }

    @TearDown
    public void close() {
      generator.close();
    }
  }

  /** The same in ONNX Runtime. */
  @State(Scope.Benchmark)
  public static class ConvertedModel {
    private OnnxModel model;

    @Setup
    public void open(Call call) {
      model = OnnxModel.load(call.file(".onnx"));
    }

    @TearDown
    public void close() {
      model.close();
    }
  }

  @Benchmark
  public float[] gantry(Call call, GantryModel model) {
    return model.generator.decodeArray(call.latents);
  }

  @Benchmark
  public float[] onnxRuntime(Call call, ConvertedModel model) {
    return model.model.decode(call.latents);
  }
}
