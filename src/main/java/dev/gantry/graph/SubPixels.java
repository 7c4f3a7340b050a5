package dev.gantry.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.StridedSlice;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.types.TFloat32;

/**
 * Transposed convolutions of 4×4 and stride 2 with constant kernels, as convolutions of 2×2 whose
 * channels are laid out as pixels (Shi et al., "Is the deconvolution layer the same as a
 * convolutional layer?", 2016): as many multiplications, but with four times the channels, which
 * fill oneDNN's registers better where they are few. And TensorFlow brings the constant kernel of a
 * convolution into oneDNN's order once, that of a transposed one in every run, which takes most of
 * the time of one image; what lays the pixels out takes more than that where there are many.
 *
 * <p>Why it is the same: {@code y[2i + j − 1] += x[i] w[j]} for j from 0 to 3. Hence the rows
 * {@code 2a − 1} and {@code 2a}, call them p = 0 and 1 of block a, are {@code x[a − 1] w[2 + p] +
 * x[a] w[p]}. Half of the first block and half of the last lie outside the image. A bias and a ReLU
 * that follow do so before the pixels are laid out, where TensorFlow fuses them.
 */
final class SubPixels implements Rule {
  private static final long KERNEL = 4;
  private static final int PIXELS = 4;

  /** More than that fill the registers well enough. */
  private static final long CHANNELS_OF_AN_IMAGE = 4;

  private final long mostChannels;

  private SubPixels(long mostChannels) {
    this.mostChannels = mostChannels;
  }

  /** In the layer that makes an image: never slower. */
  static SubPixels ofImages() {
    return new SubPixels(CHANNELS_OF_AN_IMAGE);
  }

  /** In every layer: for one image at a time. */
  static SubPixels everywhere() {
    return new SubPixels(Long.MAX_VALUE);
  }

  @Override
  public void find(Graph graph, Substitutions substitutions) {
    try (Session session = new Session(graph, SessionOptions.shared())) {
      for (GraphOperation layer : Rule.ofType(graph, "Conv2DBackpropInput")) {
        if (fits(layer) && isUnchanged(layer)) {
          replace(graph, session, layer, substitutions);
        }
      }
    }
  }

  private boolean fits(GraphOperation layer) {
    Shape kernel = layer.input(1).shape();
    Shape outer = layer.input(2).shape();
    Shape images = layer.output(0).shape();
    return kernel.numDimensions() == 4
        && kernel.get(0) == KERNEL
        && kernel.get(1) == KERNEL
        && kernel.get(2) <= mostChannels
        && outer.get(1) != Shape.UNKNOWN_SIZE
        && outer.get(2) != Shape.UNKNOWN_SIZE
        && images.get(1) == 2 * outer.get(1)
        && images.get(2) == 2 * outer.get(2)
        && Arrays.equals(layer.attributes().getAttrIntList("strides"), new long[] {1, 2, 2, 1})
        && layer.attributes().getAttrString("padding").equals("SAME")
        && layer.attributes().getAttrString("data_format").equals("NHWC");
  }

  /** A kernel that takes up a batch norm is another one by then. */
  private static boolean isUnchanged(GraphOperation layer) {
    return layer.consumers(0).stream()
        .noneMatch(
            reader -> reader.type().equals("FusedBatchNormV3") && !Substitutions.isUnread(reader));
  }

  private static void replace(
      Graph graph, Session session, GraphOperation layer, Substitutions substitutions) {
    Ops tf = Rule.inPlaceOf(graph, layer);
    Operand<TFloat32> kernel = layer.input(1).expect(TFloat32.class);
    Operand<TFloat32> x = layer.input(2).expect(TFloat32.class); // [batch, height, width, filters]
    Operand<TFloat32> blocks =
        tf.nn.conv2d(
            x,
            Frozen.value(tf, session, blockKernel(tf, kernel)),
            List.of(1L, 1L, 1L, 1L),
            "EXPLICIT",
            // A row and a column of zeros on each side of the image.
            Conv2d.explicitPaddings(List.of(0L, 0L, 1L, 1L, 1L, 1L, 0L, 0L)));
    // [batch, height + 1, width + 1, 2 · 2 · channels]
    GraphOperation last = layer;
    Optional<GraphOperation> bias = onlyReader(last, "BiasAdd", substitutions);
    if (bias.isPresent()) {
      last = bias.get();
      Operand<TFloat32> each = last.input(1).expect(TFloat32.class); // [channels]
      Operand<TFloat32> tiled = tf.tile(each, tf.constant(new int[] {PIXELS}));
      blocks = tf.nn.biasAdd(blocks, Frozen.value(tf, session, tiled));
      Optional<GraphOperation> activation = onlyReader(last, "Relu", substitutions);
      if (activation.isPresent()) {
        last = activation.get();
        blocks = tf.nn.relu(blocks);
      }
    }
    substitutions.replaces(last.output(0), pixels(tf, blocks).asOutput());
  }

  private static Optional<GraphOperation> onlyReader(
      GraphOperation source, String type, Substitutions substitutions) {
    return source.consumers(0).stream()
        .filter(reader -> reader.type().equals(type))
        .filter(reader -> substitutions.isOnlyReader(reader, source.output(0)))
        .findFirst();
  }

  /** From [batch, height + 1, width + 1, 2 · 2 · channels] to [batch, 2h, 2w, channels]. */
  private static Operand<TFloat32> pixels(Ops tf, Operand<TFloat32> blocks) {
    Operand<TFloat32> pixels = tf.nn.depthToSpace(blocks, 2L); // [batch, 2h + 2, 2w + 2, channels]
    return tf.stridedSlice(
        pixels,
        tf.constant(new int[] {0, 1, 1, 0}),
        tf.constant(new int[] {0, -1, -1, 0}),
        tf.constant(new int[] {1, 1, 1, 1}),
        StridedSlice.beginMask(0b1001L), // all of batch and channels
        StridedSlice.endMask(0b1001L)); // [batch, 2 · height, 2 · width, channels]
  }

  /** From [4, 4, channels, filters] to [2, 2, filters, 2 · 2 · channels]. */
  private static Operand<TFloat32> blockKernel(Ops tf, Operand<TFloat32> kernel) {
    long channels = kernel.shape().get(2);
    long filters = kernel.shape().get(3);
    Operand<TFloat32> split =
        tf.reshape(kernel, tf.constant(new long[] {2, 2, 2, 2, channels, filters}));
    // [tap, row in block, tap, column in block, channels, filters], the last tap first
    Operand<TFloat32> turned = tf.reverse(split, tf.constant(new int[] {0, 2}));
    Operand<TFloat32> ordered =
        tf.linalg.transpose(turned, tf.constant(new int[] {0, 2, 5, 1, 3, 4}));
    return tf.reshape(ordered, tf.constant(new long[] {2, 2, filters, PIXELS * channels}));
  }
}
