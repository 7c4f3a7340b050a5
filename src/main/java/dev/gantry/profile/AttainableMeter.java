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
 * Measures what the device attains, any number of times, so that readings can stand beside what is
 * compared with them: a shared machine is not equally fast at all times. Keeps some 150 MiB.
 */
public final class AttainableMeter implements AutoCloseable {
  /** The convolution: some 19 GFLOP, and channels enough for any kernel. */
  private static final Shape IMAGES = Shape.of(64, 16, 16, 256);

  private static final Shape KERNEL = Shape.of(3, 3, 256, 256);

  /** An array of 64 MiB. */
  private static final Shape ARRAY = Shape.of(16 << 20);

  /** The better counts: the first finds caches full of something else. */
  private static final int RUNS = 2;

  private final Trial convolution;
  private final Trial sum;

  /**
   * A meter.
   *
   * @param options of its sessions: device and threads
   * @param precision of the convolution's factors
   */
  public AttainableMeter(ConfigProto options, Precision precision) {
    convolution =
        new Trial(options, IMAGES, KERNEL, (tf, x, y) -> convolution(tf, x, y, precision));
    sum = new Trial(options, ARRAY, ARRAY, (tf, x, y) -> tf.math.add(x, y));
    read(); // the first runs bring up kernels
  }

  /** Measures for a few tenths of a second. */
  public Attainable read() {
    double flops = 2.0 * IMAGES.size() * KERNEL.size() / KERNEL.get(2);
    double bytes = 3.0 * ARRAY.size() * Float.BYTES; // two are read, one is written
    return new Attainable(flops / convolution.seconds(), bytes / sum.seconds());
  }

  @Override
  public void close() {
    convolution.close();
    sum.close();
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

  /** Something to do with two arrays. */
  private interface Work {
    Op build(Ops tf, Operand<TFloat32> x, Operand<TFloat32> y);
  }

  /** Some work, and a session to do it in. */
  private static final class Trial implements AutoCloseable {
    private final Graph graph = new Graph();
    private final TFloat32 first;
    private final TFloat32 second;
    private final Placeholder<TFloat32> fedFirst;
    private final Placeholder<TFloat32> fedSecond;
    private final Op operation;
    private final Session session;

    Trial(ConfigProto options, Shape first, Shape second, Work work) {
      Ops tf = Ops.create(graph);
      // Fed, since TensorFlow would compute what depends on constants once and for all.
      this.fedFirst = tf.placeholder(TFloat32.class, Placeholder.shape(first));
      this.fedSecond = tf.placeholder(TFloat32.class, Placeholder.shape(second));
      this.operation = work.build(tf, fedFirst, fedSecond);
      this.session = new Session(graph, options);
      this.first = values(first);
      this.second = values(second);
    }

    /** Of the quickest of some runs. */
    double seconds() {
      double best = Double.POSITIVE_INFINITY;
      for (int i = 0; i < RUNS; i++) {
        Session.Runner runner =
            session.runner().feed(fedFirst, first).feed(fedSecond, second).addTarget(operation);
        long start = System.nanoTime();
        try (Result none = runner.run()) {
          best = none.size() == 0 ? Math.min(best, (System.nanoTime() - start) / 1e9) : best;
        }
      }
      return best;
    }

    @Override
    public void close() {
      session.close();
      graph.close();
      first.close();
      second.close();
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
