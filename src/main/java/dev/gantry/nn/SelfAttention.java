package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Self-attention over the pixels of a feature map (Zhang et al. 2019, section 3): {@code x + gamma
 * · attention(x)}, gamma a scalar from 0, so that a network starts without it.
 *
 * <p>Query and key have an eighth of the channels, as in the paper; the value has half of them, as
 * in the paper's published code and in BigGAN, and not an eighth. Key and value keep every pixel,
 * as in the paper's text; both programs halve them by max pooling.
 */
public final class SelfAttention {
  private static final int QUERY_SHARE = 8;
  private static final int VALUE_SHARE = 2;

  private SelfAttention() {}

  /**
   * Adds to each pixel what it attends to.
   *
   * @param x [batch, height, width, channels]
   * @param initializer of the four kernels, all 1×1 without bias
   * @return the same shape; can be derived twice
   */
  public static Operand<TFloat32> apply(Pass outer, Operand<TFloat32> x, Initializer initializer) {
    Pass pass = outer.in("attention");
    Ops tf = pass.tf();
    Shape shape = x.shape();
    int channels = (int) shape.get(3);
    Operand<TFloat32> query =
        pixels(pass.in("query"), x, share(channels, QUERY_SHARE), initializer); // [batch, h·w, c/8]
    Operand<TFloat32> key =
        pixels(pass.in("key"), x, share(channels, QUERY_SHARE), initializer); // [batch, h·w, c/8]
    Operand<TFloat32> value =
        pixels(pass.in("value"), x, share(channels, VALUE_SHARE), initializer); // [batch, h·w, c/2]
    Operand<TFloat32> weights =
        tf.nn.softmax(Products.contract(pass, "bqc,bkc->bqk", query, key)); // [batch, h·w, h·w]
    Operand<TFloat32> seen =
        Products.contract(pass, "bqk,bkc->bqc", weights, value); // [batch, h·w, c/2]
    seen =
        tf.reshape(
            seen,
            tf.constant(new long[] {-1, shape.get(1), shape.get(2), share(channels, VALUE_SHARE)}));
    Operand<TFloat32> back =
        Convolution.apply(
            pass.in("output"), seen, Window.ONE, channels, initializer); // [batch, h, w, c]
    Operand<TFloat32> gamma =
        pass.trainable("gamma", Shape.scalar(), new Initializer.Fill(0)); // scalar
    return tf.math.add(x, tf.math.mul(gamma, back)); // [batch, height, width, channels]
  }

  private static int share(int channels, int part) {
    return Math.max(1, channels / part);
  }

  private static Operand<TFloat32> pixels(
      Pass pass, Operand<TFloat32> x, int filters, Initializer initializer) {
    long pixels = x.shape().get(1) * x.shape().get(2);
    return pass.tf()
        .reshape(
            Convolution.apply(pass, x, Window.ONE, filters, initializer),
            pass.tf().constant(new long[] {-1, pixels, filters}));
  }
}
