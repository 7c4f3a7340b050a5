package dev.gantry.features;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gantry.data.ImageDimensions;
import dev.gantry.error.UserException;
import dev.gantry.graph.SessionOptions;
import dev.gantry.io.Sha256;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * The Inception network of December 2015 (Szegedy et al. 2016), as the TTUR authors' program reads
 * it (Heusel et al. 2017): features are its last pooling, probabilities the softmax of that times
 * the weights of its 1,008 classes, without their bias (Salimans et al. 2016).
 *
 * <p>Images of any size from 1 pixel are brought to 299×299 by the graph itself, with TensorFlow
 * 1's bilinear interpolation: corners not aligned, source = target · scale, no antialiasing. Grey
 * images are repeated in all three colours.
 */
public final class InceptionExtractor implements FeatureExtractor {
  private static final int AT_A_TIME = 32;
  private static final int COLOURS = 3;

  private final Graph graph = new Graph();
  private final Session session;
  private final Operand<TFloat32> features;
  private final Operand<TFloat32> probabilities;
  private final ExtractorInfo info;

  /**
   * Reads the graph, about 96 MB.
   *
   * @param file {@value InceptionGraph#FILE}, or the folder that it is in
   * @throws UserException if it is another file, or not whole
   */
  public static InceptionExtractor open(Path file) {
    byte[] bytes = InceptionGraph.read(file);
    return new InceptionExtractor(bytes, InceptionGraph.SHA256);
  }

  /** A graph with the same nodes as the published one, whatever its hash: for tests. */
  static InceptionExtractor ofTestGraph(byte[] bytes) {
    return new InceptionExtractor(bytes, HexFormat.of().formatHex(Sha256.digest().digest(bytes)));
  }

  private InceptionExtractor(byte[] bytes, String sha256) {
    Session opened = null;
    try {
      BatchedInception.Rewritten rewritten = BatchedInception.of(parsed(bytes));
      graph.importGraphDef(rewritten.graph());
      Ops tf = Ops.create(graph);
      Operand<TFloat32> weights = output(rewritten.weights()); // [features, classes]
      long size = weights.shape().get(0);
      features =
          tf.reshape(
              output(BatchedInception.POOL), tf.constant(new long[] {-1, size})); // [batch, size]
      probabilities = tf.nn.softmax(tf.linalg.matMul(features, weights)); // [batch, classes]
      info =
          new ExtractorInfo(
              "inception-2015",
              sha256,
              "TensorFlow 1's bilinear to 299×299, without antialiasing; grey repeated as RGB",
              (int) size,
              (int) weights.shape().get(1),
              sha256.equals(InceptionGraph.SHA256));
      opened = new Session(graph, SessionOptions.shared());
    } finally {
      if (opened == null) {
        graph.close();
      }
    }
    session = opened;
  }

  private static GraphDef parsed(byte[] bytes) {
    try {
      return GraphDef.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new UserException(
          "the Inception graph is no TensorFlow graph; run gantry metrics fetch", e);
    }
  }

  private Operand<TFloat32> output(String node) {
    return graph.operation(node).<TFloat32>output(0);
  }

  @Override
  public ExtractorInfo info() {
    return info;
  }

  @Override
  public void check(ImageDimensions shape) {
    // Every shape is resized; grey is repeated.
  }

  @Override
  public Extraction extract(byte[] levels, int count, ImageDimensions shape) {
    ExtractedRows rows = new ExtractedRows(info, count);
    int bytes = shape.bytes();
    for (int first = 0; first < count; first += AT_A_TIME) {
      int part = Math.min(AT_A_TIME, count - first);
      extract(
          coloured(Arrays.copyOfRange(levels, first * bytes, (first + part) * bytes), shape),
          Shape.of(part, shape.height(), shape.width(), COLOURS),
          rows);
    }
    return rows.extraction();
  }

  private void extract(byte[] levels, Shape shape, ExtractedRows rows) {
    try (TUint8 images = TUint8.tensorOf(shape, DataBuffers.of(levels));
        Result result =
            session
                .runner()
                .feed(BatchedInception.LEVELS, images)
                .fetch(features)
                .fetch(probabilities)
                .run()) {
      rows.add(Math.toIntExact(shape.get(0)), (TFloat32) result.get(0), (TFloat32) result.get(1));
    }
  }

  private static byte[] coloured(byte[] levels, ImageDimensions shape) {
    if (shape.channels() == COLOURS) {
      return levels;
    }
    byte[] coloured = new byte[levels.length * COLOURS];
    for (int i = 0; i < coloured.length; i++) {
      coloured[i] = levels[i / COLOURS];
    }
    return coloured;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
