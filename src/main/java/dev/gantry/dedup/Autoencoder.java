package dev.gantry.dedup;

import dev.gantry.nn.Activation;
import dev.gantry.nn.Dense;
import dev.gantry.nn.Dropout;
import dev.gantry.nn.Initializer;
import dev.gantry.nn.Pass;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * The denoising autoencoder of Radford et al. 2015, section 4.1: 3072 values of an image of 32 × 32
 * in RGB, 128 ReLU units, 3072 values. It sees an image with a part of its values dropped, and is
 * to give back the whole.
 */
final class Autoencoder {
  /** Height and width of the images. */
  static final int SIDE = 32;

  /** Channels of the images. */
  static final int CHANNELS = 3;

  /** Units of the code. */
  static final int CODE = 128;

  /** First part of the names of its variables. */
  static final String NETWORK = "autoencoder";

  /** Values of an image. */
  static final int VALUES = SIDE * SIDE * CHANNELS;

  private static final float SMALLEST_DEVIATION = 4 / 255f;

  private Autoencoder() {}

  /**
   * Each image less its mean, over its deviation: light and contrast are not what it shows.
   *
   * @param levels [batch, 32, 32, 3]
   * @return [batch, 3072]
   */
  static Operand<TFloat32> standardized(Ops tf, Operand<TUint8> levels) {
    Operand<TFloat32> x =
        tf.math.div(
            tf.reshape(tf.dtypes.cast(levels, TFloat32.class), tf.constant(new int[] {-1, VALUES})),
            tf.constant(255f)); // [batch, 3072]
    Operand<TFloat32> centred = tf.math.sub(x, rowMean(tf, x)); // [batch, 3072]
    Operand<TFloat32> deviation = tf.math.sqrt(rowMean(tf, tf.math.square(centred))); // [batch, 1]
    // A plain image has none, and what the codec left of one is no picture to enlarge.
    return tf.math.div(centred, tf.math.maximum(deviation, tf.constant(SMALLEST_DEVIATION)));
  }

  private static Operand<TFloat32> rowMean(Ops tf, Operand<TFloat32> x) {
    return tf.reshape(
        tf.math.mean(x, tf.constant(1)), tf.constant(new int[] {-1, 1})); // [batch, 1]
  }

  /**
   * The code before its ReLU, whose signs are the hash.
   *
   * @param x [batch, 3072]
   * @param dropout share of the values that a pass in training drops
   * @return [batch, 128]
   */
  static Operand<TFloat32> code(Pass pass, Operand<TFloat32> x, double dropout) {
    Pass encoder = pass.in("encoder");
    Operand<TFloat32> seen = Dropout.apply(encoder, x, dropout); // [batch, 3072]
    return Dense.withBias(encoder, seen, CODE, new Initializer.HeNormal(1)); // [batch, 128]
  }

  /**
   * What the code says of the image.
   *
   * @param code [batch, 128]
   * @return [batch, 3072]
   */
  static Operand<TFloat32> reconstruction(Pass pass, Operand<TFloat32> code) {
    Operand<TFloat32> active = Activation.RELU.apply(pass, code); // [batch, 128]
    return Dense.withBias(
        pass.in("decoder"), active, VALUES, new Initializer.HeNormal(1)); // [batch, 3072]
  }
}
