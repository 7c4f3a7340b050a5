package dev.gantry.graph;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * The convolutions of 4×4 and stride 2 that end in an image: the transposed one that makes it, and
 * the gradient of the discriminator's first by its images. With so few channels oneDNN's registers
 * are mostly empty. Folded, 2×2 pixels are four times the channels of one: a convolution of 3×3 and
 * stride 1 with the same weights and zeros beside them, and then the pixels are laid out. That is
 * more than twice the multiplications, in half the time.
 *
 * <p>Why it is the same: with a row of zeros around the kernel w, six rows, the convolution is
 * {@code y[i] = Σ_j x[2i + j − 2] w[j]}. Let {@code j = 2k + p}: then it is {@code Σ_k Σ_p X[i + k
 * − 1, p] W[k, p]} where X has the rows of even and odd number p as channels, and so has W: that of
 * stride 1 and three rows k. What is true of a convolution is true of its gradient by its input.
 */
final class FoldedImageGradients implements Rule {
  /** More than that fill the kernels well enough. */
  private static final int MOST_CHANNELS = 4;

  @Override
  public void find(Graph graph, Substitutions substitutions) {
    for (GraphOperation gradient : Rule.ofType(graph, "Conv2DBackpropInput")) {
      HalvingLayer.ofInputGradient(gradient)
          .filter(layer -> layer.channels() <= MOST_CHANNELS)
          .ifPresent(
              layer -> substitutions.replaces(gradient.output(0), folded(graph, gradient, layer)));
    }
  }

  private static Output<?> folded(Graph graph, GraphOperation gradient, HalvingLayer layer) {
    Ops tf = Rule.inPlaceOf(graph, gradient);
    return folded(tf, gradient.input(1), gradient.input(2), layer);
  }

  /**
   * Computes the gradient.
   *
   * @param kernel [4, 4, channels, filters]
   * @param outer [batch, height / 2, width / 2, filters]
   * @param layer of images [batch, height, width, channels]
   */
  @SuppressWarnings("unchecked") // both are of the type of the convolution
  private static <T extends TNumber> Output<T> folded(
      Ops tf, Output<?> kernel, Output<?> outer, HalvingLayer layer) {
    Operand<T> inner =
        tf.nn.conv2dBackpropInput(
            tf.constant(
                new int[] {
                  layer.batch(), layer.height() / 2, layer.width() / 2, 4 * layer.channels()
                }),
            foldedKernel(tf, (Output<T>) kernel),
            (Output<T>) outer,
            List.of(1L, 1L, 1L, 1L),
            "SAME"); // [batch, height / 2, width / 2, 4 · channels]
    return tf.nn.depthToSpace(inner, 2L).asOutput(); // [batch, height, width, channels]
  }

  /** From [4, 4, channels, filters] to [3, 3, 4 · channels, filters]. */
  private static <T extends TNumber> Operand<T> foldedKernel(Ops tf, Operand<T> kernel) {
    long channels = kernel.shape().get(2);
    long filters = kernel.shape().get(3);
    Operand<T> ringed =
        tf.pad(
            kernel,
            tf.constant(new int[][] {{1, 1}, {1, 1}, {0, 0}, {0, 0}}),
            tf.zeros(tf.constant(new long[0]), kernel.type())); // [6, 6, channels, filters]
    Operand<T> blocks =
        tf.nn.spaceToDepth(
            tf.reshape(ringed, tf.constant(new long[] {1, 6, 6, channels * filters})),
            2L); // [1, 3, 3, 4 · channels · filters]
    return tf.reshape(blocks, tf.constant(new long[] {3, 3, 4 * channels, filters}));
  }
}
