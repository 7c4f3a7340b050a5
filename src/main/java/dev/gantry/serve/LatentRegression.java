package dev.gantry.serve;

import dev.gantry.error.RunException;
import java.util.Arrays;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.RawTensor;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.linalg.SelfAdjointEig;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/**
 * The least-squares map W of latents to the values of their pictures, and its right singular
 * vectors. Keeps sums of products only, in float64: (latent size + values) · latent size numbers,
 * however many samples. To be closed; for one thread.
 */
final class LatentRegression implements AutoCloseable {
  /** So that results do not depend on a GPU, nor take its memory from the model. */
  private static final ConfigProto CPU_ONLY =
      ConfigProto.newBuilder().putDeviceCount("GPU", 0).build();

  private final int latentSize;
  private final int values;
  private final double[] latentSum; // [latent]
  private final double[] valueSum; // [values]
  private final double[] latentProducts; // [latent, latent]
  private final double[] crossProducts; // [latent, values]
  private double squareSum;
  private long count;

  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TFloat32> latentBatch;
  private final Placeholder<TFloat32> valueBatch;
  private final Operand<TFloat64> ofLatents;
  private final Operand<TFloat64> crossed;
  private final Placeholder<TFloat64> latentScatter;
  private final Placeholder<TFloat64> crossScatter;
  private final SelfAdjointEig<TFloat64> eigen;
  private final Operand<TFloat64> brightening;

  /** Of no samples yet, [latent size] to [values]. */
  LatentRegression(int latentSize, int values) {
    this.latentSize = latentSize;
    this.values = values;
    latentSum = new double[latentSize];
    valueSum = new double[values];
    latentProducts = new double[latentSize * latentSize];
    crossProducts = new double[latentSize * values];
    Ops tf = Ops.create(graph);
    latentBatch = tf.placeholder(TFloat32.class); // [batch, latent]
    valueBatch = tf.placeholder(TFloat32.class); // [batch, values]
    Operand<TFloat64> z = tf.dtypes.cast(latentBatch, TFloat64.class); // [batch, latent]
    Operand<TFloat64> x = tf.dtypes.cast(valueBatch, TFloat64.class); // [batch, values]
    ofLatents = tf.linalg.matMul(z, z, MatMul.transposeA(true)); // [latent, latent]
    crossed = tf.linalg.matMul(z, x, MatMul.transposeA(true)); // [latent, values]
    latentScatter = tf.placeholder(TFloat64.class); // [latent, latent]
    crossScatter = tf.placeholder(TFloat64.class); // [latent, values]
    Operand<TFloat64> w = tf.linalg.solve(latentScatter, crossScatter); // [latent, values]
    brightening = tf.reduceSum(w, tf.constant(1)); // [latent]
    eigen = tf.linalg.selfAdjointEig(tf.linalg.matMul(w, w, MatMul.transposeB(true)));
    session = new Session(graph, CPU_ONLY);
  }

  /**
   * Adds samples.
   *
   * @param latents [batch, latent size]
   * @param pictures [batch, values]
   * @throws RunException if a value is not finite
   */
  void add(float[] latents, float[] pictures) {
    int batch = latents.length / latentSize;
    sum(pictures, valueSum);
    sum(latents, latentSum);
    for (float value : pictures) {
      squareSum += (double) value * value;
    }
    if (!Double.isFinite(squareSum)) {
      throw new RunException(
          "the model makes a picture with a value that is not a finite number; principal"
              + " directions need finite ones: train it again, or serve another version");
    }
    count += batch;
    try (TFloat32 z = tensor(latents, batch, latentSize);
        TFloat32 x = tensor(pictures, batch, values);
        Result result =
            session
                .runner()
                .feed(latentBatch, z)
                .feed(valueBatch, x)
                .fetch(ofLatents)
                .fetch(crossed)
                .run()) {
      accumulate(read(result, 0, latentProducts.length), latentProducts);
      accumulate(read(result, 1, crossProducts.length), crossProducts);
    }
  }

  /**
   * What the samples so far give.
   *
   * @param vectors right singular vectors of W, [latent size, latent size], one a row, the
   *     strongest first; each of length 1, and signed so that pictures become brighter along it
   * @param strengths the squares of the singular values, [latent size], falling: the sum over a
   *     picture's values of the squared change along one unit
   * @param variance the sum over a picture's values of their variances, [0, ∞)
   */
  record Solution(double[][] vectors, double[] strengths, double variance) {}

  /** Solves; there must be more samples than a latent has values. */
  Solution solve() {
    try (TFloat64 zz = tensor(centred(latentProducts, latentSum), latentSize, latentSize);
        TFloat64 zx = tensor(centred(crossProducts, valueSum), latentSize, values);
        Result result =
            session
                .runner()
                .feed(latentScatter, zz)
                .feed(crossScatter, zx)
                .fetch(eigen.e())
                .fetch(eigen.v())
                .fetch(brightening)
                .run()) {
      double[] ascending = read(result, 0, latentSize); // [latent]
      double[] columns = read(result, 1, latentSize * latentSize); // [latent, latent]
      double[] brighter = read(result, 2, latentSize); // [latent]
      double[][] vectors = new double[latentSize][];
      double[] strengths = new double[latentSize];
      for (int i = 0; i < latentSize; i++) {
        int column = latentSize - 1 - i;
        strengths[i] = Math.max(0, ascending[column]);
        vectors[i] = signed(column(columns, column), brighter);
      }
      return new Solution(vectors, strengths, variance());
    }
  }

  private double[] column(double[] matrix, int column) {
    double[] vector = new double[latentSize];
    Arrays.setAll(vector, i -> matrix[i * latentSize + column]);
    return vector;
  }

  private static double[] signed(double[] vector, double[] brighter) {
    double along = 0;
    for (int i = 0; i < vector.length; i++) {
      along += vector[i] * brighter[i];
    }
    double sign = along < 0 ? -1 : 1;
    return Arrays.stream(vector).map(value -> sign * value).toArray();
  }

  private double variance() {
    double ofMeans = 0;
    for (double sum : valueSum) {
      ofMeans += sum * sum / count;
    }
    return Math.max(0, squareSum - ofMeans) / count;
  }

  /** Sums of products of deviations from the means. */
  private double[] centred(double[] products, double[] sums) {
    double[] scatter = new double[products.length];
    for (int i = 0; i < latentSize; i++) {
      double mean = latentSum[i] / count;
      for (int j = 0; j < sums.length; j++) {
        int at = i * sums.length + j;
        scatter[at] = products[at] - mean * sums[j];
      }
    }
    return scatter;
  }

  private static void sum(float[] rows, double[] into) {
    for (int i = 0; i < rows.length; i++) {
      into[i % into.length] += rows[i];
    }
  }

  private static void accumulate(double[] added, double[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] += added[i];
    }
  }

  private static double[] read(Result result, int index, int length) {
    RawTensor found = result.get(index).asRawTensor();
    double[] numbers = new double[length];
    found.data().asDoubles().read(numbers);
    return numbers;
  }

  private static TFloat32 tensor(float[] numbers, int rows, int columns) {
    return TFloat32.tensorOf(Shape.of(rows, columns), DataBuffers.of(numbers, true, false));
  }

  private static TFloat64 tensor(double[] numbers, int rows, int columns) {
    return TFloat64.tensorOf(Shape.of(rows, columns), DataBuffers.of(numbers, true, false));
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
