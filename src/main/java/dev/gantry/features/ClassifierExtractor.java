package dev.gantry.features;

import dev.gantry.classify.Classifier;
import dev.gantry.classify.ClassifierInfo;
import dev.gantry.data.DataConfig.Resize;
import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageResizer;
import dev.gantry.error.UserException;
import dev.gantry.graph.SessionOptions;
import dev.gantry.model.ClassifierNetwork;
import dev.gantry.nn.Pass;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A classifier that {@code gantry classify train} made: features are what its last layer decides
 * by. Images of another size are brought to its own as its training images were; grey ones are
 * repeated in all three colours where it sees colours.
 */
public final class ClassifierExtractor implements FeatureExtractor {
  private static final int AT_A_TIME = 256;
  private static final float HALF_RANGE = 127.5f;

  private final ExtractorInfo info;
  private final ImageDimensions input;
  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TFloat32> levels;
  private final Operand<TFloat32> features;
  private final Operand<TFloat32> probabilities;

  /** An extractor with a copy of the classifier's variables. */
  public ClassifierExtractor(Classifier classifier) {
    ClassifierInfo trained = classifier.info();
    ClassifierNetwork network = trained.network();
    input = new ImageDimensions(trained.size(), trained.size(), trained.channels());
    Ops tf = Ops.create(graph);
    Pass pass = classifier.pass(tf);
    levels =
        tf.placeholder(
            TFloat32.class,
            Placeholder.shape(
                Shape.of(
                    Shape.UNKNOWN_SIZE,
                    input.height(),
                    input.width(),
                    input.channels()))); // [batch, size, size, channels]
    Operand<TFloat32> signed =
        tf.math.sub(
            tf.math.div(levels, tf.constant(HALF_RANGE)),
            tf.constant(1f)); // [batch, size, size, channels]
    features = network.features(pass, signed); // [batch, 4 · width]
    probabilities = tf.nn.softmax(network.logits(pass, features)); // [batch, classes]
    session = new Session(graph, SessionOptions.shared());
    info =
        new ExtractorInfo(
            "classifier",
            trained.weightsSha256(),
            "area to %d×%d%s"
                .formatted(
                    input.height(),
                    input.width(),
                    input.channels() == 1 ? "" : "; grey repeated as RGB"),
            (int) features.shape().get(1),
            trained.classes().size(),
            false);
  }

  @Override
  public ExtractorInfo info() {
    return info;
  }

  @Override
  public void check(ImageDimensions shape) {
    if (shape.channels() > input.channels()) {
      throw new UserException(
          "the images are RGB, but the classifier sees grey ones, so that colours would not count;"
              + " train one on such images with gantry classify train --channels 3");
    }
    if (shape.height() != shape.width()) {
      throw new UserException(
          "the images are %d×%d, but the classifier sees square ones; give square images"
              .formatted(shape.width(), shape.height()));
    }
  }

  @Override
  public Extraction extract(byte[] images, int count, ImageDimensions shape) {
    ExtractedRows rows = new ExtractedRows(info, count);
    for (int first = 0; first < count; first += AT_A_TIME) {
      int part = Math.min(AT_A_TIME, count - first);
      extract(prepared(images, first, part, shape), part, rows);
    }
    return rows.extraction();
  }

  private void extract(float[] batch, int count, ExtractedRows rows) {
    Shape shape = Shape.of(count, input.height(), input.width(), input.channels());
    try (TFloat32 fed = TFloat32.tensorOf(shape, DataBuffers.of(batch, true, false));
        Result result =
            session.runner().feed(levels, fed).fetch(features).fetch(probabilities).run()) {
      rows.add(count, (TFloat32) result.get(0), (TFloat32) result.get(1));
    }
  }

  /** Levels as the network takes them, [count, size, size, channels]. */
  private float[] prepared(byte[] images, int first, int count, ImageDimensions shape) {
    float[] prepared = new float[count * input.bytes()];
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i ->
                System.arraycopy(
                    prepared(images, first + i, shape),
                    0,
                    prepared,
                    i * input.bytes(),
                    input.bytes()));
    return prepared;
  }

  private float[] prepared(byte[] images, int index, ImageDimensions shape) {
    int repeats = input.channels() / shape.channels();
    float[] image = new float[shape.bytes() * repeats];
    for (int i = 0; i < image.length; i++) {
      image[i] = images[index * shape.bytes() + i / repeats] & 0xff;
    }
    ImageDimensions from = new ImageDimensions(shape.height(), shape.width(), input.channels());
    return from.equals(input) ? image : ImageResizer.resize(image, from, input, Resize.AREA);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
