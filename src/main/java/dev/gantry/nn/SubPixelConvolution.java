package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * An efficient sub-pixel convolution (Shi et al. 2016, section 3.2): a convolution at the small
 * size makes all values of a block of pixels as channels, which then change places.
 */
public final class SubPixelConvolution {
  private SubPixelConvolution() {}

  /**
   * Enlarges, with bias. The value at row {@code y} and column {@code x} of channel {@code c} is
   * channel {@code ((y mod r) · r + x mod r) · filters + c} of the convolution at {@code (y / r, x
   * / r)}, with r the scale.
   *
   * @param x [batch, height, width, in]; height and width may be unknown
   * @param window of the convolution, with stride 1
   * @return [batch, scale · height, scale · width, filters]
   */
  public static Operand<TFloat32> apply(
      Pass pass, Operand<TFloat32> x, Window window, int scale, int filters, Initializer kernel) {
    Operand<TFloat32> blocks =
        Convolution.withBias(
            pass, x, window, scale * scale * filters, kernel); // [batch, h, w, scale² · filters]
    // NHWC, its default: the gradient ignores any other data format.
    return pass.tf().nn.depthToSpace(blocks, (long) scale);
  }
}
