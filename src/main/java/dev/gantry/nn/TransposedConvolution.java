package dev.gantry.nn;

import static dev.gantry.nn.Convolution.KERNEL;
import static dev.gantry.nn.Convolution.STRIDE;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * The 4×4 transposed convolution that doubles an image, without bias: the gradient of {@link
 * Convolution} with respect to its input.
 */
public final class TransposedConvolution {
  private TransposedConvolution() {}

  /**
   * Spreads each pixel over 4×4 with stride 2.
   *
   * @param x [batch, height, width, in]
   * @return [batch, 2 · height, 2 · width, filters]
   */
  public static Operand<TFloat32> twice(
      Pass pass, Operand<TFloat32> x, int filters, Initializer initializer) {
    Shape shape = x.shape();
    Operand<TFloat32> kernel =
        pass.trainable(
            "kernel",
            Shape.of(KERNEL, KERNEL, filters, shape.get(3)),
            initializer); // [4, 4, filters, in]
    Shape doubled = Shape.of(shape.get(0), shape.get(1) * STRIDE, shape.get(2) * STRIDE, filters);
    return Products.spread(pass, x, kernel, doubled, STRIDE); // doubled
  }
}
