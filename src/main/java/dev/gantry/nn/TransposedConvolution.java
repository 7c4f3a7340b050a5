package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * A transposed convolution: the gradient of {@link Convolution} with respect to its input.
 *
 * <p>Each pixel is spread over the window's size, and pixels lie a stride apart.
 */
public final class TransposedConvolution {
  private TransposedConvolution() {}

  /**
   * Spreads without bias.
   *
   * @param x [batch, height, width, in]
   * @return [batch, stride · height, stride · width, filters]
   */
  public static Operand<TFloat32> apply(
      Pass pass, Operand<TFloat32> x, Window window, int filters, Initializer initializer) {
    Shape shape = x.shape();
    Operand<TFloat32> kernel =
        pass.kernel(
            Shape.of(window.size(), window.size(), filters, shape.get(3)),
            initializer,
            2); // [size, size, filters, in]
    int stride = window.stride();
    Shape spread = Shape.of(shape.get(0), shape.get(1) * stride, shape.get(2) * stride, filters);
    return Products.spread(pass, x, kernel, spread, stride);
  }

  /**
   * Spreads and adds a bias that starts at 0.
   *
   * @param x [batch, height, width, in]
   * @return [batch, stride · height, stride · width, filters]
   */
  public static Operand<TFloat32> withBias(
      Pass pass, Operand<TFloat32> x, Window window, int filters, Initializer initializer) {
    return Dense.addBias(pass, apply(pass, x, window, filters, initializer));
  }
}
