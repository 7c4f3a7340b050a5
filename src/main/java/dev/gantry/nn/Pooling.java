package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What is left of an image when its pixels are put together. */
public enum Pooling {
  /** Their mean. */
  MEAN {
    @Override
    public Operand<TFloat32> apply(Pass pass, Operand<TFloat32> x) {
      return pass.tf().math.mean(x, pixels(pass.tf()));
    }
  },
  /** Their sum. */
  SUM {
    @Override
    public Operand<TFloat32> apply(Pass pass, Operand<TFloat32> x) {
      return pass.tf().reduceSum(x, pixels(pass.tf()));
    }
  };

  private static Operand<TInt32> pixels(Ops tf) {
    return tf.constant(new int[] {1, 2});
  }

  /** From [batch, height, width, channels] to [batch, channels]; can be derived twice. */
  public abstract Operand<TFloat32> apply(Pass pass, Operand<TFloat32> x);
}
