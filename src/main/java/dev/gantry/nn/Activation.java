package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.family.TNumber;

/** An activation function. */
public enum Activation {
  /** {@code max(x, 0)}. */
  RELU {
    @Override
    public <T extends TNumber> Operand<T> apply(Ops tf, Operand<T> x) {
      return tf.nn.relu(x);
    }
  },
  /** {@code x} where positive, {@code 0.2 x} elsewhere: the slope of the DCGAN paper, section 3. */
  LEAKY_RELU {
    @Override
    public <T extends TNumber> Operand<T> apply(Ops tf, Operand<T> x) {
      return tf.nn.leakyRelu(x, LeakyRelu.alpha(LEAKY_SLOPE));
    }
  },
  /** {@code tanh(x)}. */
  TANH {
    @Override
    public <T extends TNumber> Operand<T> apply(Ops tf, Operand<T> x) {
      return tf.math.tanh(x);
    }
  };

  /** Slope of {@link #LEAKY_RELU} below 0. */
  public static final float LEAKY_SLOPE = 0.2f;

  /** Element by element, so the shape stays. */
  public abstract <T extends TNumber> Operand<T> apply(Ops tf, Operand<T> x);
}
