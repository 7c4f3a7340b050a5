package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** What brings the activations between two layers to one scale. */
public enum Normalization {
  /** Nothing does. */
  NONE {
    @Override
    public Operand<TFloat32> apply(Pass pass, Operand<TFloat32> x) {
      return x;
    }
  },
  /** {@link BatchNorm}. */
  BATCH {
    @Override
    public Operand<TFloat32> apply(Pass pass, Operand<TFloat32> x) {
      return BatchNorm.apply(pass, x);
    }
  };

  /** Over [batch, height, width, channels]; the shape stays. */
  public abstract Operand<TFloat32> apply(Pass pass, Operand<TFloat32> x);
}
