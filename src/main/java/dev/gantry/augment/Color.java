package dev.gantry.augment;

import dev.gantry.nn.Draws;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/** Random brightness, saturation and contrast; values may leave [-1, 1]. */
final class Color {
  private Color() {}

  /**
   * All three, in the order of their names here.
   *
   * @param draws draws {@code brightness}, {@code saturation}, {@code contrast}
   * @param images [batch, size, size, channels]
   * @return the same shape
   */
  static Operand<TFloat32> apply(Draws draws, Operand<TFloat32> images) {
    return contrast(draws, saturation(draws, brightness(draws, images)));
  }

  /** {@code x + (u − 0.5)}. */
  private static Operand<TFloat32> brightness(Draws draws, Operand<TFloat32> images) {
    Ops tf = draws.tf();
    Operand<TFloat32> u = perImage(draws, "brightness", images); // [batch, 1, 1, 1]
    return tf.math.add(images, tf.math.sub(u, tf.constant(0.5f)));
  }

  /** {@code (x − m) · 2u + m}, m the grey of each pixel; a grey image stays as it is. */
  private static Operand<TFloat32> saturation(Draws draws, Operand<TFloat32> images) {
    Ops tf = draws.tf();
    Operand<TFloat32> u = perImage(draws, "saturation", images); // [batch, 1, 1, 1]
    Operand<TFloat32> grey = mean(tf, images, 3); // [batch, size, size, 1]
    return stretch(tf, images, grey, tf.math.mul(u, tf.constant(2f)));
  }

  /** {@code (x − m) · (u + 0.5) + m}, m the mean of the image. */
  private static Operand<TFloat32> contrast(Draws draws, Operand<TFloat32> images) {
    Ops tf = draws.tf();
    Operand<TFloat32> u = perImage(draws, "contrast", images); // [batch, 1, 1, 1]
    Operand<TFloat32> middle = mean(tf, images, 1, 2, 3); // [batch, 1, 1, 1]
    return stretch(tf, images, middle, tf.math.add(u, tf.constant(0.5f)));
  }

  private static Operand<TFloat32> perImage(Draws draws, String name, Operand<TFloat32> images) {
    return draws.uniform(name, Shape.of(images.shape().get(0), 1, 1, 1));
  }

  private static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> images, int... axes) {
    return tf.math.mean(images, tf.constant(axes), Mean.keepDims(true));
  }

  private static Operand<TFloat32> stretch(
      Ops tf, Operand<TFloat32> images, Operand<TFloat32> around, Operand<TFloat32> factor) {
    return tf.math.add(tf.math.mul(tf.math.sub(images, around), factor), around);
  }
}
