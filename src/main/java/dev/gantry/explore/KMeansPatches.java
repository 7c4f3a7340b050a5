package dev.gantry.explore;

import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.graph.SessionOptions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.linalg.SelfAdjointEig;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * Features without a network (Coates, Ng and Lee 2011, "An analysis of single-layer networks in
 * unsupervised feature learning", section 3): patches of 6×6, normalized and whitened, each told by
 * how much nearer than the mean it is to each of K centroids, summed over the quarters of the
 * image. For one thread; to be closed.
 */
final class KMeansPatches implements RowExtractor {
  private static final int PATCH = 6;
  private static final int LEARNED_FROM = 50_000;
  private static final int ROUNDS = 20;

  /** Added to a patch's variance, of levels from 0 to 255. */
  private static final float CONTRAST = 10;

  /** Added to the eigenvalues of the covariance. */
  private static final float WHITENING = 0.1f;

  private static final int IMAGES_AT_A_TIME = 25;
  private static final int QUARTERS = 4;

  private final int centroids;
  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TUint8> levels;
  private final Operand<TFloat32> features;

  /**
   * What was learned of patches.
   *
   * @param mean [values]
   * @param whitening [values, values]
   * @param centroids [centroids, values]
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  private record Learned(float[] mean, float[] whitening, float[] centroids) {}

  private KMeansPatches(ImageSet images, Learned learned) {
    int values = learned.mean().length;
    centroids = learned.centroids().length / values;
    Ops tf = Ops.create(graph);
    levels =
        tf.placeholder(
            TUint8.class,
            Placeholder.shape(
                Shape.of(Shape.UNKNOWN_SIZE, images.height(), images.width(), images.channels())));
    List<Long> window = List.of(1L, (long) PATCH, (long) PATCH, 1L);
    List<Long> one = List.of(1L, 1L, 1L, 1L);
    Operand<TFloat32> patches =
        tf.image.extractImagePatches(
            tf.dtypes.cast(levels, TFloat32.class),
            window,
            one,
            one,
            "VALID"); // [batch, rows, columns, values]
    long rows = patches.shape().get(1);
    long columns = patches.shape().get(2);
    Operand<TFloat32> whitened =
        tf.linalg.matMul(
            tf.math.sub(
                normalized(tf, tf.reshape(patches, tf.constant(new long[] {-1, values}))),
                tf.constant(learned.mean())),
            tf.constant(
                Shape.of(values, values), DataBuffers.of(learned.whitening()))); // [n, values]
    Operand<TFloat32> distances =
        tf.math.sqrt(
            squaredDistances(
                tf,
                whitened,
                tf.constant(
                    Shape.of(centroids, values),
                    DataBuffers.of(learned.centroids())))); // [n, centroids]
    Operand<TFloat32> nearer =
        tf.nn.relu(
            tf.math.sub(
                tf.math.mean(distances, tf.constant(1), Mean.keepDims(true)),
                distances)); // [n, centroids]
    features =
        quarters(tf, tf.reshape(nearer, tf.constant(new long[] {-1, rows, columns, centroids})));
    session = new Session(graph, SessionOptions.shared());
  }

  /** Each patch with mean 0 and a standard deviation of about 1: [n, values]. */
  private static Operand<TFloat32> normalized(Ops tf, Operand<TFloat32> patches) {
    Operand<TFloat32> centred =
        tf.math.sub(
            patches, tf.math.mean(patches, tf.constant(1), Mean.keepDims(true))); // [n, values]
    Operand<TFloat32> variance =
        tf.math.mean(tf.math.square(centred), tf.constant(1), Mean.keepDims(true)); // [n, 1]
    return tf.math.mul(
        centred, tf.math.rsqrt(tf.math.add(variance, tf.constant(CONTRAST)))); // [n, values]
  }

  /** {@code |x|² − 2 x·c + |c|²}, not below 0: [n, centroids]. */
  private static Operand<TFloat32> squaredDistances(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> centroids) {
    Operand<TFloat32> own =
        tf.reduceSum(tf.math.square(x), tf.constant(1), ReduceSum.keepDims(true)); // [n, 1]
    Operand<TFloat32> theirs =
        tf.reduceSum(tf.math.square(centroids), tf.constant(1)); // [centroids]
    Operand<TFloat32> products =
        tf.linalg.matMul(x, centroids, MatMul.transposeB(true)); // [n, centroids]
    return tf.math.maximum(
        tf.math.add(tf.math.sub(own, tf.math.mul(products, tf.constant(2f))), theirs),
        tf.constant(0f));
  }

  /** Sums over the quarters of the image: [batch, 4 · centroids]. */
  private Operand<TFloat32> quarters(Ops tf, Operand<TFloat32> map) {
    int rows = (int) map.shape().get(1);
    int columns = (int) map.shape().get(2);
    int[][] corners = {
      {0, 0, rows / 2, columns / 2},
      {0, columns / 2, rows / 2, columns - columns / 2},
      {rows / 2, 0, rows - rows / 2, columns / 2},
      {rows / 2, columns / 2, rows - rows / 2, columns - columns / 2}
    };
    List<Operand<TFloat32>> sums =
        Arrays.stream(corners)
            .<Operand<TFloat32>>map(
                at ->
                    tf.reduceSum(
                        tf.slice(
                            map,
                            tf.constant(new int[] {0, at[0], at[1], 0}),
                            tf.constant(new int[] {-1, at[2], at[3], -1})),
                        tf.constant(new int[] {1, 2}))) // [batch, centroids]
            .toList();
    return tf.concat(sums, tf.constant(1));
  }

  /**
   * Learns centroids.
   *
   * @param images of at least 7×7 pixels, so that there are quarters
   * @param centroids at least 1
   */
  static KMeansPatches learn(ImageSet images, int centroids, long seed) {
    if (images.height() <= PATCH || images.width() <= PATCH) {
      throw new UserException(
          "the images are %d×%d; patches of %d pixels need larger ones, so give --patches 0"
              .formatted(images.width(), images.height(), PATCH));
    }
    SplittableRandom random = new SplittableRandom(seed);
    float[] patches = patches(images, Math.max(centroids, LEARNED_FROM), random);
    return new KMeansPatches(images, learn(patches, PATCH * PATCH * images.channels(), centroids));
  }

  /** Places drawn at random: [count, values], a patch row by row as the graph extracts it. */
  private static float[] patches(ImageSet images, int count, SplittableRandom random) {
    int row = PATCH * images.channels();
    float[] patches = new float[count * PATCH * row];
    ByteBuffer image = ByteBuffer.allocate(images.imageBytes());
    for (int i = 0; i < count; i++) {
      images.copy(random.nextInt(images.count()), image.clear());
      int top = random.nextInt(images.height() - PATCH + 1);
      int left = random.nextInt(images.width() - PATCH + 1);
      for (int k = 0; k < PATCH * row; k++) {
        int from = ((top + k / row) * images.width() + left) * images.channels() + k % row;
        patches[i * PATCH * row + k] = image.get(from) & 0xff;
      }
    }
    return patches;
  }

  private static Learned learn(float[] patches, int values, int centroids) {
    try (Graph graph = new Graph();
        Session session = new Session(graph, SessionOptions.shared());
        TFloat32 fed =
            TFloat32.tensorOf(Shape.of(patches.length / values, values), DataBuffers.of(patches))) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> raw =
          tf.placeholder(
              TFloat32.class, Placeholder.shape(Shape.of(patches.length / values, values)));
      Operand<TFloat32> contrast = normalized(tf, raw); // [n, values]
      Operand<TFloat32> mean = tf.math.mean(contrast, tf.constant(0)); // [values]
      Operand<TFloat32> centred = tf.math.sub(contrast, mean); // [n, values]
      Operand<TFloat32> whitening = whitening(tf, centred); // [values, values]
      Operand<TFloat32> white = tf.linalg.matMul(centred, whitening); // [n, values]
      try (Result result =
          session.runner().feed(raw, fed).fetch(mean).fetch(whitening).fetch(white).run()) {
        return new Learned(
            floats(result, 0), floats(result, 1), cluster((TFloat32) result.get(2), centroids));
      }
    }
  }

  /** ZCA: {@code V (E + ε)^(-1/2) Vᵀ}. */
  private static Operand<TFloat32> whitening(Ops tf, Operand<TFloat32> centred) {
    float count = centred.shape().get(0);
    Operand<TFloat32> covariance =
        tf.math.div(
            tf.linalg.matMul(centred, centred, MatMul.transposeA(true)),
            tf.constant(count)); // [values, values]
    SelfAdjointEig<TFloat32> eigen = tf.linalg.selfAdjointEig(covariance);
    Operand<TFloat32> scaled =
        tf.math.mul(
            eigen.v(),
            tf.math.rsqrt(
                tf.math.add(
                    tf.math.maximum(eigen.e(), tf.constant(0f)),
                    tf.constant(WHITENING)))); // [values, values]
    return tf.linalg.matMul(scaled, eigen.v(), MatMul.transposeB(true));
  }

  /** Lloyd's algorithm, from the first patches; a centroid that nothing is near stays. */
  private static float[] cluster(TFloat32 white, int centroids) {
    int values = (int) white.shape().get(1);
    float[] now = new float[centroids * values];
    white.asRawTensor().data().asFloats().read(now);
    try (Graph graph = new Graph();
        Session session = new Session(graph, SessionOptions.shared())) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> points =
          tf.placeholder(TFloat32.class, Placeholder.shape(white.shape()));
      Placeholder<TFloat32> before =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(centroids, values)));
      Operand<TFloat32> after = moved(tf, points, before, centroids);
      for (int i = 0; i < ROUNDS; i++) {
        try (TFloat32 fed = TFloat32.tensorOf(Shape.of(centroids, values), DataBuffers.of(now));
            Result result =
                session.runner().feed(points, white).feed(before, fed).fetch(after).run()) {
          now = floats(result, 0);
        }
      }
    }
    return now;
  }

  private static Operand<TFloat32> moved(
      Ops tf, Operand<TFloat32> points, Operand<TFloat32> before, int centroids) {
    var nearest = tf.math.argMin(squaredDistances(tf, points, before), tf.constant(1)); // [n]
    Operand<TFloat32> sums =
        tf.math.unsortedSegmentSum(points, nearest, tf.constant(centroids)); // [centroids, values]
    Operand<TFloat32> ones =
        tf.fill(tf.constant(new long[] {points.shape().get(0), 1}), tf.constant(1f)); // [n, 1]
    Operand<TFloat32> counts =
        tf.math.unsortedSegmentSum(ones, nearest, tf.constant(centroids)); // [centroids, 1]
    Operand<TFloat32> met = tf.math.minimum(counts, tf.constant(1f)); // [centroids, 1]
    return tf.math.add(
        tf.math.div(sums, tf.math.maximum(counts, tf.constant(1f))),
        tf.math.mul(before, tf.math.sub(tf.constant(1f), met))); // [centroids, values]
  }

  private static float[] floats(Result result, int index) {
    float[] values = new float[(int) result.get(index).shape().size()];
    ((TFloat32) result.get(index)).asRawTensor().data().asFloats().read(values);
    return values;
  }

  @Override
  public int columns() {
    return QUARTERS * centroids;
  }

  @Override
  public float[] rows(ImageSet images, int[] chosen) {
    float[] rows = new float[chosen.length * columns()];
    for (int first = 0; first < chosen.length; first += IMAGES_AT_A_TIME) {
      int[] part =
          Arrays.copyOfRange(chosen, first, Math.min(chosen.length, first + IMAGES_AT_A_TIME));
      try (TUint8 fed = FeatureMaps.levels(images, part);
          Result result = session.runner().feed(levels, fed).fetch(features).run()) {
        ((TFloat32) result.get(0))
            .asRawTensor()
            .data()
            .asFloats()
            .read(rows, first * columns(), part.length * columns());
      }
    }
    return rows;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
