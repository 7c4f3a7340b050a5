package dev.gantry.graph;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBfloat16;

/**
 * The gradient of a halving convolution by its kernel, in bfloat16, as a convolution itself: of the
 * images with the batch for channels, by the gradient of the output as a kernel whose taps lie two
 * apart. oneDNN's own takes several times as long: its convolutions use the matrix registers (AMX)
 * fully, its gradients by kernels do not.
 *
 * <p>Why it is the same: {@code dw[j, c, f] = Σ_n Σ_i x[n, 2i + j − p, c] dy[n, i, f]}. With n for
 * channels and i for taps that is a convolution whose outputs are the j. Columns and channels lie
 * along its width together, so that taps in a row are two times as many apart as there are
 * channels: a row of outputs is then long enough to fill the registers, which the few j alone are
 * not, and what comes out is the kernel's gradient in its own order.
 */
final class KernelGradients implements Rule {
  private static final long STRIDE = 2;

  /** With fewer there are too few rows, or too few columns, to fill the registers. */
  private static final long LEAST_CHANNELS = 16;

  @Override
  public void find(Graph graph, Substitutions substitutions) {
    for (GraphOperation gradient : Rule.ofType(graph, "Conv2DBackpropFilter")) {
      if (fits(gradient)) {
        substitutions.replaces(gradient.output(0), asConvolution(graph, gradient));
      }
    }
  }

  private static boolean fits(GraphOperation gradient) {
    Shape images = gradient.input(0).shape();
    Shape kernel = gradient.output(0).shape();
    Shape outer = gradient.input(2).shape();
    return gradient.attributes().getAttrType("T") == DataType.DT_BFLOAT16
        && isKnown(images)
        && isKnown(kernel)
        && isKnown(outer)
        && kernel.get(2) >= LEAST_CHANNELS
        && kernel.get(3) >= LEAST_CHANNELS
        && padding(images, kernel, outer, 1) >= 0
        && padding(images, kernel, outer, 2) >= 0
        && Arrays.equals(
            gradient.attributes().getAttrIntList("strides"), new long[] {1, STRIDE, STRIDE, 1})
        && Arrays.equals(gradient.attributes().getAttrIntList("dilations"), new long[] {1, 1, 1, 1})
        && gradient.attributes().getAttrString("padding").equals("SAME")
        && gradient.attributes().getAttrString("data_format").equals("NHWC");
  }

  private static boolean isKnown(Shape shape) {
    return shape.numDimensions() == 4 && !shape.hasUnknownDimension();
  }

  /** Rows (1) or columns (2) of zeros around the images, both sides together. */
  private static long padding(Shape images, Shape kernel, Shape outer, int dimension) {
    return STRIDE * (outer.get(dimension) - 1) + kernel.get(dimension - 1) - images.get(dimension);
  }

  private static Output<?> asConvolution(Graph graph, GraphOperation gradient) {
    Ops tf = Rule.inPlaceOf(graph, gradient);
    Operand<TBfloat16> images = gradient.input(0).expect(TBfloat16.class);
    Operand<TBfloat16> outer = gradient.input(2).expect(TBfloat16.class);
    Shape kernel = gradient.output(0).shape();
    long rows = padding(images.shape(), kernel, outer.shape(), 1);
    long columns = padding(images.shape(), kernel, outer.shape(), 2);
    long channels = kernel.get(2);
    Operand<TBfloat16> exchanged =
        tf.linalg.transpose(
            images, tf.constant(new int[] {1, 2, 3, 0})); // [height, width, channels, batch]
    Operand<TBfloat16> flat =
        tf.reshape(
            exchanged,
            tf.constant(
                new long[] {1, images.shape().get(1), images.shape().get(2) * channels, -1}));
    // [1, height, width · channels, batch]
    Operand<TBfloat16> taps =
        tf.linalg.transpose(
            outer, tf.constant(new int[] {1, 2, 0, 3})); // [height / 2, width / 2, batch, filters]
    Operand<TBfloat16> made =
        tf.nn.conv2d(
            flat,
            taps,
            List.of(1L, 1L, 1L, 1L),
            "EXPLICIT",
            Conv2d.dilations(List.of(1L, STRIDE, STRIDE * channels, 1L)),
            Conv2d.explicitPaddings(
                // As SAME has it: the odd one comes last.
                List.of(
                    0L,
                    0L,
                    rows / 2,
                    rows - rows / 2,
                    columns / 2 * channels,
                    (columns - columns / 2) * channels,
                    0L,
                    0L))); // [1, kernel, kernel · channels, filters]
    return tf.reshape(made, tf.constant(kernel.asArray()))
        .asOutput(); // [kernel, kernel, channels, filters]
  }
}
