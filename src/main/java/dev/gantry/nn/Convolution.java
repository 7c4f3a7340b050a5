package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** The 4×4 convolution that halves an image, without bias. */
public final class Convolution {
  static final int KERNEL = 4;
  static final int STRIDE = 2;

  private Convolution() {}

  /**
   * Convolves with stride 2, one pixel of zeros around an image of even size.
   *
   * @param x [batch, height, width, in]; height and width even
   * @return [batch, height / 2, width / 2, filters]
   */
  public static Operand<TFloat32> halve(
      Pass pass, Operand<TFloat32> x, int filters, Initializer initializer) {
    long channels = x.shape().get(3);
    Operand<TFloat32> kernel =
        pass.trainable(
            "kernel",
            Shape.of(KERNEL, KERNEL, channels, filters),
            initializer); // [4, 4, in, filters]
    return Products.convolve(pass, x, kernel, STRIDE); // [batch, height / 2, width / 2, filters]
  }
}
