package dev.gantry.export;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** The input {@code label} of a generator with classes, as the rows that its layers take. */
final class LabelInput {
  private LabelInput() {}

  /**
   * Builds the input. A run fails with INVALID_ARGUMENT where a label is below 0 or not below
   * {@code classes}, or where there are not as many labels as latents.
   *
   * @param z latents, [batch, latent]
   * @return one-hot rows, [batch, classes]
   */
  static Operand<TFloat32> oneHot(Ops tf, Operand<TFloat32> z, int classes) {
    Operand<TInt64> label =
        tf.withName(GeneratorSignatures.LABEL)
            .placeholder(TInt64.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE))); // [batch]
    Ops check = tf.withSubScope("label_check");
    // OneHot makes a row of zeros of a label that is out of range, and says nothing.
    Op known =
        check.assertThat(
            known(check, label, classes),
            List.of(
                check.constant("label must be from 0 to %d; found".formatted(classes - 1)), label));
    // Normalization by class would spread a single label over all images, and say nothing.
    Op oneEach =
        check.assertThat(
            oneEach(check, z, label),
            List.of(
                check.constant("label must have one value for each row of z; found"),
                check.shape(label),
                check.shape(z)));
    return tf.withControlDependencies(known, oneEach)
        .oneHot(label, tf.constant(classes), tf.constant(1f), tf.constant(0f)); // [batch, classes]
  }

  private static Operand<TBool> known(Ops tf, Operand<TInt64> label, int classes) {
    Operand<TBool> each =
        tf.math.logicalAnd(
            tf.math.greaterEqual(label, tf.constant(0L)),
            tf.math.less(label, tf.constant((long) classes))); // [batch]
    return tf.reduceAll(each, tf.constant(0)); // []
  }

  private static Operand<TBool> oneEach(Ops tf, Operand<TFloat32> z, Operand<TInt64> label) {
    Operand<TInt32> rows = tf.gather(tf.shape(z), tf.constant(0), tf.constant(0)); // []
    return tf.math.equal(tf.size(label), rows); // []
  }
}
