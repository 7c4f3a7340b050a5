package dev.gantry.explore;

import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.graph.SessionOptions;
import dev.gantry.nn.Pass;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * The features of the DCGAN paper, section 5.1: every feature map of a discriminator, the largest
 * value in each cell of a 4×4 grid, all in one row. For one thread; to be closed.
 */
final class PooledFeatures implements RowExtractor {
  private static final int GRID = 4;
  private static final int CALIBRATION_BATCHES = 20;
  private static final int CALIBRATION_BATCH = 128;

  private final Graph graph = new Graph();
  private final Session session;
  private final FeatureMaps maps;
  private final Operand<TFloat32> features;

  /** Features of a discriminator whose moving statistics are those of its inputs. */
  PooledFeatures(RunDiscriminator discriminator) {
    try {
      maps = FeatureMaps.build(graph, discriminator, Pass.Mode.INFERENCE);
      features = pooled(Ops.create(graph).withSubScope("pooled"), maps.maps());
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
    session = new Session(graph, SessionOptions.shared());
  }

  /** All maps in one row: [batch, Σ 16 · channels]. */
  private static Operand<TFloat32> pooled(Ops tf, List<Operand<TFloat32>> maps) {
    if (maps.isEmpty()) {
      throw new UserException(
          "this discriminator has no layer over images, so there is nothing to pool; give a run of"
              + " a convolutional one");
    }
    List<Operand<TFloat32>> all = maps.stream().map(map -> pooled(tf, map)).toList();
    // TensorFlow does not concatenate one.
    return all.size() == 1 ? all.get(0) : tf.concat(all, tf.constant(1));
  }

  /** The largest values of a map, [batch, 16 · channels]; a map under 4×4 stays as it is. */
  private static Operand<TFloat32> pooled(Ops tf, Operand<TFloat32> map) {
    long height = map.shape().get(1);
    long width = map.shape().get(2);
    Operand<TFloat32> cells = map; // [batch, height, width, channels]
    if (height > GRID && width > GRID) {
      cells =
          tf.nn.maxPool(
              map,
              tf.constant(new int[] {1, cell(height), cell(width), 1}),
              tf.constant(new int[] {1, stride(height), stride(width), 1}),
              "VALID"); // [batch, 4, 4, channels]
    }
    long values = cells.shape().get(1) * cells.shape().get(2) * cells.shape().get(3);
    return tf.reshape(cells, tf.constant(new long[] {-1, values}));
  }

  private static int stride(long size) {
    return (int) (size / GRID);
  }

  /** As many as are left of the size when the other three cells have moved on: some may overlap. */
  private static int cell(long size) {
    return (int) size - (GRID - 1) * stride(size);
  }

  /**
   * A discriminator with the statistics that batches of these images have: those of training are of
   * generated images too, and an untrained one has none.
   */
  static RunDiscriminator calibrated(RunDiscriminator discriminator, ImageSet images) {
    try (Graph graph = new Graph()) {
      FeatureMaps maps = FeatureMaps.build(graph, discriminator, Pass.Mode.TRAINING);
      Map<String, Operand<TFloat32>> seen = new LinkedHashMap<>();
      maps.pass()
          .statistics()
          .forEach(
              (name, statistic) -> {
                // What is replaced at each pass, as the vector of a spectral norm, is no average.
                if (statistic.momentum() > 0) {
                  seen.put(name, statistic.value());
                }
              });
      return seen.isEmpty() ? discriminator : discriminator.with(mean(graph, maps, seen, images));
    }
  }

  private static Map<String, float[]> mean(
      Graph graph, FeatureMaps maps, Map<String, Operand<TFloat32>> seen, ImageSet images) {
    List<String> names = List.copyOf(seen.keySet());
    Map<String, float[]> means = new LinkedHashMap<>();
    int batch = Math.min(CALIBRATION_BATCH, images.count());
    int batches = Math.min(CALIBRATION_BATCHES, images.count() / batch);
    try (Session session = new Session(graph, SessionOptions.shared())) {
      for (int i = 0; i < batches; i++) {
        Session.Runner runner = session.runner();
        names.forEach(name -> runner.fetch(seen.get(name)));
        // Spread over the set, which may be in the order of its classes.
        int first = i;
        int[] rows =
            IntStream.range(0, batch)
                .map(
                    k ->
                        (int)
                            (((long) k * batches + first)
                                * images.count()
                                / ((long) batch * batches)))
                .toArray();
        try (TUint8 levels = FeatureMaps.levels(images, rows);
            Result result = runner.feed(maps.levels(), levels).run()) {
          for (int k = 0; k < names.size(); k++) {
            addShare(means, names.get(k), (TFloat32) result.get(k), batches);
          }
        }
      }
    }
    return means;
  }

  private static void addShare(
      Map<String, float[]> means, String name, TFloat32 values, int batches) {
    float[] mean = means.computeIfAbsent(name, key -> new float[(int) values.size()]);
    float[] one = new float[mean.length];
    values.asRawTensor().data().asFloats().read(one);
    for (int i = 0; i < mean.length; i++) {
      mean[i] += one[i] / batches;
    }
  }

  @Override
  public int columns() {
    return (int) features.shape().get(1);
  }

  @Override
  public float[] rows(ImageSet images, int[] chosen) {
    try (TUint8 levels = FeatureMaps.levels(images, chosen);
        Result result = session.runner().feed(maps.levels(), levels).fetch(features).run()) {
      float[] rows = new float[chosen.length * columns()];
      ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(rows);
      return rows;
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
