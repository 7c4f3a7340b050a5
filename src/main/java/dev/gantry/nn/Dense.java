package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** A matrix product, with or without a bias. */
public final class Dense {
  private Dense() {}

  /**
   * {@code x · kernel}.
   *
   * @param x [batch, features]
   * @return [batch, units]
   */
  public static Operand<TFloat32> apply(
      Pass pass, Operand<TFloat32> x, int units, Initializer initializer) {
    long features = x.shape().get(1);
    Operand<TFloat32> kernel =
        pass.kernel(Shape.of(features, units), initializer, 1); // [features, units]
    return Products.matMul(pass, x, kernel); // [batch, units]
  }

  /**
   * {@code x · kernel + bias}, the bias starting at 0.
   *
   * @param x [batch, features]
   * @return [batch, units]
   */
  public static Operand<TFloat32> withBias(
      Pass pass, Operand<TFloat32> x, int units, Initializer initializer) {
    return addBias(pass, apply(pass, x, units, initializer)); // [batch, units]
  }

  /** The variable {@code bias}, from 0, added along the last axis. */
  static Operand<TFloat32> addBias(Pass pass, Operand<TFloat32> x) {
    long units = x.shape().get(x.shape().numDimensions() - 1);
    Operand<TFloat32> bias =
        pass.trainable("bias", Shape.of(units), new Initializer.Fill(0)); // [units]
    return pass.tf().nn.biasAdd(x, bias);
  }

  /**
   * Rows of all features of an image.
   *
   * @param x [batch, height, width, channels]
   * @return [batch, height · width · channels]
   */
  public static Operand<TFloat32> flatten(Pass pass, Operand<TFloat32> x) {
    Shape shape = x.shape();
    long features = shape.get(1) * shape.get(2) * shape.get(3);
    return pass.tf().reshape(x, pass.tf().constant(new long[] {-1, features}));
  }
}
