package dev.gantry.nn;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A convolution in groups of channels, each of which sees only its own (Xie et al. 2017, section
 * 3.3).
 *
 * <p>One convolution a group, over slices: TensorFlow's own grouped Conv2D has no gradient on CPUs.
 * It costs an operation more for every group, so few groups are best.
 */
public final class GroupedConvolution {
  private GroupedConvolution() {}

  /**
   * Convolves without bias; channels stay as many as they are.
   *
   * @param x [batch, height, width, channels]
   * @param groups divides the channels
   * @return [batch, height / stride, width / stride, channels], rounded up
   */
  public static Operand<TFloat32> apply(
      Pass pass, Operand<TFloat32> x, Window window, int groups, Initializer initializer) {
    int channels = (int) x.shape().get(3);
    int own = channels / groups;
    Operand<TFloat32> kernel =
        pass.kernel(
            Shape.of(window.size(), window.size(), own, channels),
            initializer,
            3); // [size, size, channels / groups, channels]
    if (groups == 1) {
      return Products.convolve(pass, x, kernel, window.stride());
    }
    Ops tf = pass.tf();
    List<Operand<TFloat32>> outputs = new ArrayList<>();
    for (int first = 0; first < channels; first += own) {
      outputs.add(
          Products.convolve(
              pass, slice(tf, x, first, own), slice(tf, kernel, first, own), window.stride()));
    }
    return tf.concat(outputs, tf.constant(3));
  }

  /**
   * Convolves and adds a bias that starts at 0.
   *
   * @param x [batch, height, width, channels]
   * @param groups divides the channels
   * @return [batch, height / stride, width / stride, channels], rounded up
   */
  public static Operand<TFloat32> withBias(
      Pass pass, Operand<TFloat32> x, Window window, int groups, Initializer initializer) {
    return Dense.addBias(pass, apply(pass, x, window, groups, initializer));
  }

  /** Some of the last axis. */
  private static Operand<TFloat32> slice(Ops tf, Operand<TFloat32> x, int first, int count) {
    // int32, because the gradient of Slice takes no other.
    Operand<TInt32> begin = tf.constant(new int[] {0, 0, 0, first});
    return tf.slice(x, begin, tf.constant(new int[] {-1, -1, -1, count}));
  }
}
