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

/**
 * The input {@code label} of a network with classes, as the rows that its layers take.
 *
 * @param beside name of the input that has a row for each label
 * @param classes how many there are
 */
record LabelInput(String beside, int classes) {
  /**
   * Builds the input. A run fails with INVALID_ARGUMENT where a label is below 0 or not below
   * {@code classes}, or where there are not as many labels as rows.
   *
   * @param rows the other input, [batch, …]
   * @return one-hot rows, [batch, classes]
   */
  Operand<TFloat32> oneHot(Ops tf, Operand<TFloat32> rows) {
    Operand<TInt64> label =
        tf.withName(Signatures.LABEL)
            .placeholder(TInt64.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE))); // [batch]
    Ops check = tf.withSubScope("label_check");
    // OneHot makes a row of zeros of a label that is out of range, and says nothing.
    Op known =
        check.assertThat(
            known(check, label),
            List.of(
                check.constant("label must be from 0 to %d; found".formatted(classes - 1)), label));
    // Normalization by class would spread a single label over all images, and say nothing.
    Op oneEach =
        check.assertThat(
            oneEach(check, rows, label),
            List.of(
                check.constant(
                    "label must have one value for each row of %s; found".formatted(beside)),
                check.shape(label),
                check.shape(rows)));
    return tf.withControlDependencies(known, oneEach)
        .oneHot(label, tf.constant(classes), tf.constant(1f), tf.constant(0f)); // [batch, classes]
  }

  private Operand<TBool> known(Ops tf, Operand<TInt64> label) {
    Operand<TBool> each =
        tf.math.logicalAnd(
            tf.math.greaterEqual(label, tf.constant(0L)),
            tf.math.less(label, tf.constant((long) classes))); // [batch]
    return tf.reduceAll(each, tf.constant(0)); // []
  }

  private static Operand<TBool> oneEach(Ops tf, Operand<TFloat32> beside, Operand<TInt64> label) {
    Operand<TInt32> rows = tf.gather(tf.shape(beside), tf.constant(0), tf.constant(0)); // []
    return tf.math.equal(tf.size(label), rows); // []
  }
}
