package dev.gantry.explore;

import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.graph.CopyRunner;
import dev.gantry.graph.GuidedGraph;
import dev.gantry.graph.SessionOptions;
import dev.gantry.nn.Pass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/** One feature map of a discriminator: what excites its features. For one thread; to be closed. */
final class UnitViewer implements AutoCloseable {
  private static final int AT_A_TIME = 250;

  private final Graph graph = new Graph();
  private final Graph guided;
  private final Session session;
  private final FeatureMaps maps;
  private final int map;
  private final Operand<TFloat32> values;
  private final Operand<TFloat32> largest;
  private final Operand<TFloat32> open;
  private final Placeholder<TInt32> feature;
  private final Operand<TFloat32> gradient;

  /**
   * A viewer.
   *
   * @param asked which map, from 0; −1 is the last
   * @throws UserException if there is no such map
   */
  UnitViewer(RunDiscriminator discriminator, int asked) {
    try {
      maps = FeatureMaps.build(graph, discriminator, Pass.Mode.INFERENCE);
      map = asked < 0 ? maps.maps().size() - 1 : asked;
      requireMap(asked);
      values = maps.maps().get(map); // [batch, height, width, features]
      Ops tf = Ops.create(graph).withSubScope("viewed");
      largest = tf.reduceMax(values, tf.constant(new int[] {1, 2})); // [batch, features]
      open =
          tf.math.mean(
              tf.dtypes.cast(tf.math.greater(values, tf.constant(0f)), TFloat32.class),
              tf.constant(new int[] {1, 2})); // [batch, features]
      feature = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
      gradient = gradient(tf);
      // The copy, not the original, is run: all has the same name in it.
      guided = GuidedGraph.of(graph);
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
    session = new Session(guided, SessionOptions.shared());
  }

  private void requireMap(int asked) {
    if (maps.maps().isEmpty()) {
      throw FilterViews.noConvolution();
    }
    if (map >= maps.maps().size()) {
      throw new UserException(
          "--map is %d, but this discriminator has %d feature maps; give 0 to %d, or leave it out for the last"
              .formatted(asked, maps.maps().size(), maps.maps().size() - 1));
    }
  }

  /** Of the feature's largest value in each image, by the image: [batch, size, size, channels]. */
  private Operand<TFloat32> gradient(Ops tf) {
    // Each image stands for itself, so that the gradient of the sum is that of each.
    Operand<TFloat32> own = tf.gather(largest, feature, tf.constant(1)); // [batch]
    return graph
        .addGradients(
            "guided",
            new Output<?>[] {tf.reduceSum(own, tf.constant(0)).asOutput()},
            new Output<?>[] {maps.images().asOutput()},
            new Output<?>[] {tf.constant(1f).asOutput()})[0]
        .expect(TFloat32.class);
  }

  /** Which map it is. */
  int map() {
    return map;
  }

  /** How many features it has. */
  int features() {
    return (int) values.shape().get(3);
  }

  /** As {@code height×width×features}. */
  String shape() {
    return "%d×%d×%d".formatted(values.shape().get(1), values.shape().get(2), features());
  }

  private record Answer(int image, double value) {}

  /**
   * Looks through images for those that excite some features most.
   *
   * @param done hears how many so far
   * @return one for each feature, in their order
   * @throws UserException if the map has no such feature
   */
  List<FilterViews.View> mostExciting(
      ImageSet images, List<Integer> features, int examples, IntConsumer done) {
    requireFeatures(features);
    List<PriorityQueue<Answer>> best =
        features.stream()
            .map(k -> new PriorityQueue<>(Comparator.comparingDouble(Answer::value)))
            .toList();
    double[] shares = new double[features.size()];
    for (int first = 0; first < images.count(); first += AT_A_TIME) {
      int end = Math.min(images.count(), first + AT_A_TIME);
      int[] rows = IntStream.range(first, end).toArray();
      try (TUint8 levels = FeatureMaps.levels(images, rows);
          Result result =
              new CopyRunner(session)
                  .feed(maps.levels(), levels)
                  .fetch(largest)
                  .fetch(open)
                  .run()) {
        keep((TFloat32) result.get(0), rows, features, best, examples);
        TFloat32 parts = (TFloat32) result.get(1);
        for (int k = 0; k < features.size(); k++) {
          for (int i = 0; i < rows.length; i++) {
            shares[k] += parts.getFloat(i, features.get(k)) / images.count();
          }
        }
      }
      done.accept(end);
    }
    return IntStream.range(0, features.size())
        .mapToObj(k -> view(features.get(k), best.get(k), shares[k]))
        .toList();
  }

  private void requireFeatures(List<Integer> asked) {
    for (int one : asked) {
      if (one >= features()) {
        throw new UserException(
            "--features has %d, but map %d has %d features; give numbers from 0 to %d, or another --map"
                .formatted(one, map, features(), features() - 1));
      }
    }
  }

  private static void keep(
      TFloat32 answers,
      int[] rows,
      List<Integer> features,
      List<PriorityQueue<Answer>> best,
      int examples) {
    for (int k = 0; k < best.size(); k++) {
      for (int i = 0; i < rows.length; i++) {
        best.get(k).add(new Answer(rows[i], answers.getFloat(i, features.get(k))));
        if (best.get(k).size() > examples) {
          best.get(k).remove();
        }
      }
    }
  }

  private static FilterViews.View view(int feature, PriorityQueue<Answer> kept, double share) {
    List<Answer> answers = new ArrayList<>(kept);
    answers.sort(Comparator.comparingDouble(Answer::value).reversed());
    return new FilterViews.View(
        feature,
        answers.stream().map(Answer::image).toList(),
        answers.stream().map(Answer::value).toList(),
        share);
  }

  /** What of each image excites a feature, each brought to full contrast by itself. */
  ImageBatch guided(ImageSet images, int[] rows, int asked) {
    try (TUint8 levels = FeatureMaps.levels(images, rows);
        TInt32 which = TInt32.scalarOf(asked);
        Result result =
            new CopyRunner(session)
                .feed(maps.levels(), levels)
                .feed(feature, which)
                .fetch(gradient)
                .run()) {
      float[] parts = new float[(int) result.get(0).shape().size()];
      ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(parts);
      int each = images.imageBytes();
      for (int i = 0; i < rows.length; i++) {
        spread(parts, i * each, each);
      }
      return new ImageBatch(
          new ImageDimensions(images.height(), images.width(), images.channels()), parts);
    }
  }

  /** From any values to 0 to 1, 0 in the middle. */
  private static void spread(float[] values, int first, int count) {
    float largest = Float.MIN_NORMAL;
    for (int i = first; i < first + count; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    for (int i = first; i < first + count; i++) {
      values[i] = 0.5f + values[i] / largest / 2;
    }
  }

  @Override
  public void close() {
    session.close();
    guided.close();
    graph.close();
  }
}
