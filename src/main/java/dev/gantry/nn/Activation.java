package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TFloat32;

/** An activation function. */
public enum Activation {
  /** {@code max(x, 0)}. */
  RELU(true) {
    @Override
    public Operand<TFloat32> apply(Pass pass, Operand<TFloat32> x) {
      Ops tf = pass.tf();
      if (pass.isDerivedTwice()) {
        // ReluGrad has no gradient of its own; LeakyReluGrad has, and with slope 0 it is the same.
        return tf.nn.leakyRelu(x, LeakyRelu.alpha(0f));
      }
      return Half.of(pass, x)
          .<Operand<TFloat32>>map(half -> Half.single(tf, tf.nn.relu(half)))
          .orElseGet(() -> tf.nn.relu(x));
    }
  },
  /** {@code x} where positive, {@code 0.2 x} elsewhere: the slope of the DCGAN paper, section 3. */
  LEAKY_RELU(true) {
    @Override
    public Operand<TFloat32> apply(Pass pass, Operand<TFloat32> x) {
      return leaky(pass, x, LEAKY_SLOPE);
    }
  },
  /** {@code tanh(x)}. */
  TANH(false) {
    @Override
    public Operand<TFloat32> apply(Pass pass, Operand<TFloat32> x) {
      return pass.tf().math.tanh(x);
    }
  };

  /** Slope of {@link #LEAKY_RELU} below 0. */
  public static final float LEAKY_SLOPE = 0.2f;

  private final boolean secondDerivative;

  Activation(boolean secondDerivative) {
    this.secondDerivative = secondDerivative;
  }

  /**
   * {@code x} where positive, {@code slope · x} elsewhere; can be derived twice. In float32 always:
   * TensorFlow's gradient of it in bfloat16 takes eight times as long as one in float32 and both
   * casts.
   */
  public static Operand<TFloat32> leaky(Pass pass, Operand<TFloat32> x, double slope) {
    return pass.tf().nn.leakyRelu(x, LeakyRelu.alpha((float) slope));
  }

  /** Whether TensorFlow can derive it twice, as a penalty on a network's gradient needs. */
  public boolean hasSecondDerivative() {
    return secondDerivative;
  }

  /** Element by element, so the shape stays. */
  public abstract Operand<TFloat32> apply(Pass pass, Operand<TFloat32> x);
}
