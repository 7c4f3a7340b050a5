package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** A convolution over images, zeros around them ({@code SAME}). */
public final class Convolution {
  private Convolution() {}

  /**
   * Convolves without bias.
   *
   * @param x [batch, height, width, in]
   * @return [batch, height / stride, width / stride, filters], rounded up
   */
  public static Operand<TFloat32> apply(
      Pass pass, Operand<TFloat32> x, Window window, int filters, Initializer initializer) {
    long channels = x.shape().get(3);
    Operand<TFloat32> kernel =
        pass.kernel(
            Shape.of(window.size(), window.size(), channels, filters),
            initializer,
            3); // [size, size, in, filters]
    return Products.convolve(pass, x, kernel, window.stride());
  }

  /**
   * Convolves and adds a bias that starts at 0.
   *
   * @param x [batch, height, width, in]
   * @return [batch, height / stride, width / stride, filters], rounded up
   */
  public static Operand<TFloat32> withBias(
      Pass pass, Operand<TFloat32> x, Window window, int filters, Initializer initializer) {
    return Dense.addBias(pass, apply(pass, x, window, filters, initializer));
  }
}
