package dev.gantry.graph;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBfloat16;

/**
 * Halving convolutions of many channels to few results, and their gradients by images, in bfloat16,
 * with all images side by side: rows of at most 4 results fill a quarter of the matrix registers'
 * (AMX) 16, rows of 4 columns of the whole batch fill all. For processors that have such registers:
 * on others plain rows are faster.
 *
 * <p>Why it is the same: the rows of even and of odd number, and the columns, are four times the
 * channels of an image of half the size, on which the kernel of 4×4 with stride 2 is one of 2×2
 * without. Columns of the batch lie together, so that the next column of the same image is as many
 * places away as there are images.
 */
final class WideRows implements Rule {
  /** Of results; more fill the registers. */
  private static final int MOST_SIZE = 4;

  /** Fewer and laying images side by side costs more than it saves. */
  private static final int LEAST_BATCH = 32;

  private static final int LEAST_CHANNELS = 256;
  private static final int LEAST_FILTERS = 512;

  private static final int PIXELS = HalvingLayer.STRIDE * HalvingLayer.STRIDE;
  private static final List<Long> STRIDES = List.of(1L, 1L, 1L, 1L);

  @Override
  public void find(Graph graph, Substitutions substitutions) {
    for (GraphOperation convolution : Rule.ofType(graph, "Conv2D")) {
      HalvingLayer.ofConvolution(convolution)
          .filter(layer -> isHalf(convolution) && pays(layer))
          .ifPresent(
              layer ->
                  substitutions.replaces(
                      convolution.output(0), results(graph, convolution, layer)));
    }
    for (GraphOperation gradient : Rule.ofType(graph, "Conv2DBackpropInput")) {
      HalvingLayer.ofInputGradient(gradient)
          .filter(layer -> isHalf(gradient) && pays(layer))
          .ifPresent(
              layer -> substitutions.replaces(gradient.output(0), images(graph, gradient, layer)));
    }
  }

  private static boolean isHalf(GraphOperation operation) {
    return operation.attributes().getAttrType("T") == DataType.DT_BFLOAT16;
  }

  private static boolean pays(HalvingLayer layer) {
    return layer.batch() >= LEAST_BATCH
        && layer.channels() >= LEAST_CHANNELS
        && layer.filters() >= LEAST_FILTERS
        && layer.height() <= HalvingLayer.STRIDE * MOST_SIZE
        && layer.width() <= HalvingLayer.STRIDE * MOST_SIZE;
  }

  /** From [batch, height, width, channels] to [batch, height / 2, width / 2, filters]. */
  private static Output<?> results(Graph graph, GraphOperation convolution, HalvingLayer layer) {
    Ops tf = Rule.inPlaceOf(graph, convolution);
    Operand<TBfloat16> images = convolution.input(0).expect(TBfloat16.class);
    Operand<TBfloat16> kernel = convolution.input(1).expect(TBfloat16.class);
    int blocksDown = layer.height() / 2 + 1;
    int blocksAcross = layer.width() / 2 + 1;
    Operand<TBfloat16> ringed =
        tf.pad(
            images,
            tf.constant(new int[][] {{0, 0}, {1, 1}, {1, 1}, {0, 0}}),
            tf.dtypes.cast(tf.constant(0f), TBfloat16.class));
    // [batch, height + 2, width + 2, channels]
    Operand<TBfloat16> blocks =
        transposed(
            tf,
            shaped(tf, ringed, layer.batch(), blocksDown, 2, blocksAcross, 2, layer.channels()),
            1,
            3,
            0,
            2,
            4,
            5); // [blocks down, blocks across, batch, 2, 2, channels]
    Operand<TBfloat16> made =
        tf.nn.conv2d(
            shaped(
                tf, blocks, 1, blocksDown, blocksAcross * layer.batch(), PIXELS * layer.channels()),
            kernelOfBlocks(tf, kernel, layer),
            STRIDES,
            "VALID",
            Conv2d.dilations(List.of(1L, 1L, (long) layer.batch(), 1L)));
    // [1, height / 2, width / 2 · batch, filters]
    return transposed(
            tf,
            shaped(tf, made, layer.height() / 2, layer.width() / 2, layer.batch(), layer.filters()),
            2,
            0,
            1,
            3)
        .asOutput();
  }

  /** From [4, 4, channels, filters] to [2, 2, 2 · 2 · channels, filters]. */
  private static Operand<TBfloat16> kernelOfBlocks(
      Ops tf, Operand<TBfloat16> kernel, HalvingLayer layer) {
    return shaped(
        tf,
        transposed(tf, split(tf, kernel, layer), 0, 2, 1, 3, 4, 5),
        2,
        2,
        PIXELS * layer.channels(),
        layer.filters());
  }

  /** From [batch, height / 2, width / 2, filters] to [batch, height, width, channels]. */
  private static Output<?> images(Graph graph, GraphOperation gradient, HalvingLayer layer) {
    Ops tf = Rule.inPlaceOf(graph, gradient);
    Operand<TBfloat16> kernel = gradient.input(1).expect(TBfloat16.class);
    Operand<TBfloat16> outer = gradient.input(2).expect(TBfloat16.class);
    int blocksDown = layer.height() / 2 + 1;
    int blocksAcross = layer.width() / 2 + 1;
    long batch = layer.batch();
    Operand<TBfloat16> rows =
        shaped(
            tf,
            transposed(tf, outer, 1, 2, 0, 3), // [height / 2, width / 2, batch, filters]
            1,
            layer.height() / 2,
            layer.width() / 2 * layer.batch(),
            layer.filters());
    Operand<TBfloat16> made =
        tf.nn.conv2d(
            rows,
            kernelToBlocks(tf, kernel, layer),
            STRIDES,
            "EXPLICIT",
            Conv2d.dilations(List.of(1L, 1L, batch, 1L)),
            // A row and a column of zeros on each side of every image.
            Conv2d.explicitPaddings(List.of(0L, 0L, 1L, 1L, batch, batch, 0L, 0L)));
    // [1, blocks down, blocks across · batch, 2 · 2 · channels]
    Operand<TBfloat16> pixels =
        transposed(
            tf,
            shaped(tf, made, blocksDown, blocksAcross, layer.batch(), 2, 2, layer.channels()),
            2,
            0,
            3,
            1,
            4,
            5); // [batch, blocks down, 2, blocks across, 2, channels]
    return tf.slice(
            shaped(tf, pixels, layer.batch(), 2 * blocksDown, 2 * blocksAcross, layer.channels()),
            tf.constant(new int[] {0, 1, 1, 0}), // half of the outer blocks is outside the image
            tf.constant(new int[] {layer.batch(), layer.height(), layer.width(), layer.channels()}))
        .asOutput();
  }

  /** From [4, 4, channels, filters] to [2, 2, filters, 2 · 2 · channels], the last tap first. */
  private static Operand<TBfloat16> kernelToBlocks(
      Ops tf, Operand<TBfloat16> kernel, HalvingLayer layer) {
    Operand<TBfloat16> turned = tf.reverse(split(tf, kernel, layer), tf.constant(new int[] {0, 2}));
    return shaped(
        tf,
        transposed(tf, turned, 0, 2, 5, 1, 3, 4),
        2,
        2,
        layer.filters(),
        PIXELS * layer.channels());
  }

  /** [tap, row in block, tap, column in block, channels, filters]. */
  private static Operand<TBfloat16> split(Ops tf, Operand<TBfloat16> kernel, HalvingLayer layer) {
    return shaped(tf, kernel, 2, 2, 2, 2, layer.channels(), layer.filters());
  }

  private static Operand<TBfloat16> shaped(Ops tf, Operand<TBfloat16> values, int... shape) {
    return tf.reshape(values, tf.constant(shape));
  }

  private static Operand<TBfloat16> transposed(Ops tf, Operand<TBfloat16> values, int... order) {
    return tf.linalg.transpose(values, tf.constant(order));
  }
}
