package dev.gantry.profile;

import dev.gantry.nn.Precision;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * What the device attains at its best: the measure of how near a step is to what is possible.
 *
 * @param flopsPerSecond floating-point operations of one large convolution
 * @param bytesPerSecond read and written by a sum of arrays that no cache holds
 */
public record Attainable(double flopsPerSecond, double bytesPerSecond) {
  /** The convolution: some 19 GFLOP, and channels enough for any kernel. */
  private static final Shape IMAGES = Shape.of(64, 16, 16, 256);

  private static final Shape KERNEL = Shape.of(3, 3, 256, 256);

  /** An array of 64 MiB. */
  private static final Shape ARRAY = Shape.of(16 << 20);

  private static final int RUNS = 6;

  /**
   * Measures for about a second; the best of some runs counts, since whatever else the machine does
   * can only slow one.
   *
   * @param options of the session: device and threads
   * @param precision of the convolution's factors
   */
  public static Attainable measure(ConfigProto options, Precision precision) {
    double flops = 2.0 * IMAGES.size() * KERNEL.size() / KERNEL.get(2);
    double bytes = 3.0 * ARRAY.size() * Float.BYTES; // two are read, one is written
    return new Attainable(
        flops / best(options, IMAGES, KERNEL, (tf, x, y) -> convolution(tf, x, y, precision)),
        bytes / best(options, ARRAY, ARRAY, (tf, x, y) -> tf.math.add(x, y)));
  }

  /** The better of two measurements, each figure by itself. */
  public Attainable orBetter(Attainable other) {
    return new Attainable(
        Math.max(flopsPerSecond, other.flopsPerSecond),
        Math.max(bytesPerSecond, other.bytesPerSecond));
  }

  /** Something to do with two arrays. */
  private interface Trial {
    Op build(Ops tf, Operand<TFloat32> x, Operand<TFloat32> y);
  }

  private static Op convolution(
      Ops tf, Operand<TFloat32> images, Operand<TFloat32> kernel, Precision precision) {
    return switch (precision) {
      case FLOAT32 -> convolution(tf, images, kernel);
      case BFLOAT16 ->
          convolution(tf, as(tf, TBfloat16.class, images), as(tf, TBfloat16.class, kernel));
      case FLOAT16 ->
          convolution(tf, as(tf, TFloat16.class, images), as(tf, TFloat16.class, kernel));
    };
  }

  private static <T extends TNumber> Op convolution(Ops tf, Operand<T> images, Operand<T> kernel) {
    return tf.nn.conv2d(images, kernel, List.of(1L, 1L, 1L, 1L), "SAME");
  }

  private static <T extends TNumber> Operand<T> as(Ops tf, Class<T> type, Operand<TFloat32> x) {
    return tf.dtypes.cast(x, type);
  }

  /** Seconds of the quickest run. */
  private static double best(ConfigProto options, Shape first, Shape second, Trial trial) {
    try (Graph graph = new Graph();
        TFloat32 x = values(first);
        TFloat32 y = values(second)) {
      Ops tf = Ops.create(graph);
      // Fed, since TensorFlow would compute what depends on constants once and for all.
      Placeholder<TFloat32> fedX = tf.placeholder(TFloat32.class, Placeholder.shape(first));
      Placeholder<TFloat32> fedY = tf.placeholder(TFloat32.class, Placeholder.shape(second));
      Op operation = trial.build(tf, fedX, fedY);
      double best = Double.POSITIVE_INFINITY;
      try (Session session = new Session(graph, options)) {
        for (int i = 0; i < RUNS; i++) {
          Session.Runner runner = session.runner().feed(fedX, x).feed(fedY, y).addTarget(operation);
          long start = System.nanoTime();
          try (Result none = runner.run()) {
            best = none.size() == 0 ? Math.min(best, (System.nanoTime() - start) / 1e9) : best;
          }
        }
      }
      return best;
    }
  }

  private static TFloat32 values(Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 - 3;
    }
    return TFloat32.tensorOf(shape, DataBuffers.of(values));
  }
}
