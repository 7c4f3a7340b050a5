package dev.gantry.graph;

import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;

/**
 * The shapes of a convolution of 4×4 and stride 2 that halves images, whichever of its three
 * operations is looked at: itself, its gradient by images (a transposed convolution) or its
 * gradient by the kernel.
 *
 * @param batch images
 * @param height of an image, even
 * @param width likewise
 * @param channels of an image
 * @param filters channels of the result, [batch, height / 2, width / 2, filters]
 */
record HalvingLayer(int batch, int height, int width, int channels, int filters) {
  /** Height and width of the kernel, [4, 4, channels, filters]. */
  static final int KERNEL = 4;

  static final int STRIDE = 2;

  /** Of a {@code Conv2D}, if it is one. */
  static Optional<HalvingLayer> ofConvolution(GraphOperation operation) {
    return of(operation, shape(operation, 0), shape(operation, 1), operation.output(0).shape());
  }

  /** Of a {@code Conv2DBackpropInput}, if it is one. */
  static Optional<HalvingLayer> ofInputGradient(GraphOperation operation) {
    return of(operation, operation.output(0).shape(), shape(operation, 1), shape(operation, 2));
  }

  /** Of a {@code Conv2DBackpropFilter}, if it is one. */
  static Optional<HalvingLayer> ofKernelGradient(GraphOperation operation) {
    return of(operation, shape(operation, 0), operation.output(0).shape(), shape(operation, 2));
  }

  private static Shape shape(GraphOperation operation, int input) {
    return operation.input(input).shape();
  }

  private static Optional<HalvingLayer> of(
      GraphOperation operation, Shape images, Shape kernel, Shape outer) {
    boolean halves =
        isKnown(images)
            && isKnown(kernel)
            && isKnown(outer)
            && kernel.get(0) == KERNEL
            && kernel.get(1) == KERNEL
            && images.get(1) == STRIDE * outer.get(1)
            && images.get(2) == STRIDE * outer.get(2)
            && has(operation, "strides", 1, STRIDE, STRIDE, 1)
            && has(operation, "dilations", 1, 1, 1, 1)
            && operation.attributes().getAttrString("padding").equals("SAME")
            && operation.attributes().getAttrString("data_format").equals("NHWC");
    return halves
        ? Optional.of(
            new HalvingLayer(
                (int) images.get(0),
                (int) images.get(1),
                (int) images.get(2),
                (int) kernel.get(2),
                (int) kernel.get(3)))
        : Optional.empty();
  }

  private static boolean isKnown(Shape shape) {
    return shape.numDimensions() == 4 && !shape.hasUnknownDimension();
  }

  private static boolean has(GraphOperation operation, String attribute, long... values) {
    return Arrays.equals(operation.attributes().getAttrIntList(attribute), values);
  }
}
