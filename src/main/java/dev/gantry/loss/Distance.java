package dev.gantry.loss;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** How far two batches of one shape are apart. */
public enum Distance {
  /** The mean of the squares: the best PSNR, but soft edges. */
  SQUARED {
    @Override
    Operand<TFloat32> each(Ops tf, Operand<TFloat32> difference) {
      return tf.math.square(difference);
    }
  },
  /** The mean of the absolute values: sharper (Zhao et al. 2017, section 5). */
  ABSOLUTE {
    @Override
    Operand<TFloat32> each(Ops tf, Operand<TFloat32> difference) {
      return tf.math.abs(difference);
    }
  };

  abstract Operand<TFloat32> each(Ops tf, Operand<TFloat32> difference);

  /** The mean over all values, scalar. */
  Operand<TFloat32> of(Ops tf, Operand<TFloat32> a, Operand<TFloat32> b) {
    Operand<TFloat32> each = each(tf, tf.math.sub(a, b));
    return tf.math.mean(tf.reshape(each, tf.constant(new int[] {-1})), tf.constant(0));
  }
}
