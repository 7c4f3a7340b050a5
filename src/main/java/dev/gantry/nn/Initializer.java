package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.framework.initializers.RandomNormal;
import org.tensorflow.framework.initializers.RandomUniform;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * How a variable starts.
 *
 * <p>The draws are TensorFlow Framework's, which are stateless: under one seed, variables of one
 * shape would start equal. So each variable brings a seed of its own ({@link Seeds}).
 */
public sealed interface Initializer {
  /**
   * The start values.
   *
   * @param seed the variable's own seed
   */
  Operand<TFloat32> values(Ops tf, Shape shape, long seed);

  /**
   * Normal with this mean and standard deviation.
   *
   * @param mean mean
   * @param deviation standard deviation
   */
  record Normal(double mean, double deviation) implements Initializer {
    @Override
    public Operand<TFloat32> values(Ops tf, Shape shape, long seed) {
      return new RandomNormal<TFloat32>(mean, deviation, seed)
          .call(tf, tf.constant(shape.asArray()), TFloat32.class);
    }
  }

  /**
   * Uniform in ±sqrt(6 / (fan-in + fan-out)) (Glorot and Bengio 2010, equation 16), for matrices.
   *
   * <p>Not the Framework's Glorot: its uniform draws (tensorflow-framework 1.0.0) lie between 0 and
   * the limit, so that every weight starts positive.
   */
  record GlorotUniform() implements Initializer {
    @Override
    public Operand<TFloat32> values(Ops tf, Shape shape, long seed) {
      if (shape.numDimensions() != 2) {
        throw new IllegalArgumentException("Glorot's fans are those of a matrix, not of " + shape);
      }
      double limit = Math.sqrt(6.0 / (shape.get(0) + shape.get(1)));
      return new RandomUniform<TFloat32>(-limit, limit, seed)
          .call(tf, tf.constant(shape.asArray()), TFloat32.class);
    }
  }

  /**
   * The same value everywhere.
   *
   * @param value that value
   */
  record Fill(float value) implements Initializer {
    @Override
    public Operand<TFloat32> values(Ops tf, Shape shape, long seed) {
      return tf.fill(tf.constant(shape.asArray()), tf.constant(value));
    }
  }
}
