package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** What brings the activations between two layers to one scale. */
public enum Normalization {
  /** Nothing does. */
  NONE(true) {
    @Override
    public Operand<TFloat32> apply(Pass pass, Operand<TFloat32> x) {
      return x;
    }
  },
  /** {@link BatchNorm}. */
  BATCH(false) {
    @Override
    public Operand<TFloat32> apply(Pass pass, Operand<TFloat32> x) {
      return BatchNorm.apply(pass, x);
    }
  },
  /** {@link LayerNorm}. */
  LAYER(true) {
    @Override
    public Operand<TFloat32> apply(Pass pass, Operand<TFloat32> x) {
      return LayerNorm.apply(pass, x);
    }
  },
  /** {@link InstanceNorm}. */
  INSTANCE(true) {
    @Override
    public Operand<TFloat32> apply(Pass pass, Operand<TFloat32> x) {
      return InstanceNorm.apply(pass, x);
    }
  },
  /** {@link VirtualBatchNorm}, for generators: they alone have a reference batch. */
  VIRTUAL_BATCH(true) {
    @Override
    public Operand<TFloat32> apply(Pass pass, Operand<TFloat32> x) {
      return VirtualBatchNorm.apply(pass, x);
    }
  };

  private final boolean secondDerivative;

  Normalization(boolean secondDerivative) {
    this.secondDerivative = secondDerivative;
  }

  /** Whether TensorFlow can derive it twice, as a penalty on a network's gradient needs. */
  public boolean hasSecondDerivative() {
    return secondDerivative;
  }

  /** Over [batch, height, width, channels]; the shape stays. */
  public abstract Operand<TFloat32> apply(Pass pass, Operand<TFloat32> x);
}
