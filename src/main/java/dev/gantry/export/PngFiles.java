package dev.gantry.export;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** Images as PNG files, in the graph. */
final class PngFiles {
  private static final float WHITE = 255;

  private PngFiles() {}

  /**
   * Encodes images as the output {@code image_bytes}.
   *
   * @param image in [0, 1], [batch, height, width, channels]
   * @return [batch]
   */
  static Operand<TString> encode(Ops tf, Operand<TFloat32> image) {
    return tf.withName(Signatures.IMAGE_BYTES).image.encodePng(levels(tf, image));
  }

  /** The nearest of 256 levels, the upper one of two. */
  private static Operand<TUint8> levels(Ops tf, Operand<TFloat32> image) {
    Operand<TFloat32> scaled = tf.math.mul(image, tf.constant(WHITE));
    Operand<TFloat32> rounded = tf.math.floor(tf.math.add(scaled, tf.constant(0.5f)));
    // Casting what is out of range is undefined.
    return tf.dtypes.cast(
        tf.clipByValue(rounded, tf.constant(0f), tf.constant(WHITE)), TUint8.class);
  }
}
