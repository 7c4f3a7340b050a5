package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.framework.initializers.RandomNormal;
import org.tensorflow.framework.initializers.RandomUniform;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.Qr;
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
   * Uniform in ±gain · sqrt(6 / (fan-in + fan-out)) (Glorot and Bengio 2010, equation 16).
   *
   * <p>Not the Framework's Glorot: its uniform draws (tensorflow-framework 1.0.0) lie between 0 and
   * the limit, so that every weight starts positive.
   *
   * @param gain what follows the layer asks for; 1 where nothing does, sqrt(2) for ReLU
   */
  record GlorotUniform(double gain) implements Initializer {
    /** A gain of 1. */
    public GlorotUniform() {
      this(1);
    }

    @Override
    public Operand<TFloat32> values(Ops tf, Shape shape, long seed) {
      Fans fans = Fans.of(shape);
      double limit = gain * Math.sqrt(6.0 / (fans.in() + fans.out()));
      return new RandomUniform<TFloat32>(-limit, limit, seed)
          .call(tf, tf.constant(shape.asArray()), TFloat32.class);
    }
  }

  /**
   * N(0, gain / sqrt(fan-in)) (He et al. 2015, equation 10).
   *
   * <p>The fan-in of a transposed convolution, whose kernel is [size, size, out, in], counts its
   * outputs: as PyTorch's {@code kaiming_normal_} does.
   *
   * @param gain what follows the layer asks for; 1 where nothing does, sqrt(2) for ReLU
   */
  record HeNormal(double gain) implements Initializer {
    @Override
    public Operand<TFloat32> values(Ops tf, Shape shape, long seed) {
      return new Normal(0, gain / Math.sqrt(Fans.of(shape).in())).values(tf, shape, seed);
    }
  }

  /**
   * Orthonormal columns, or rows where there are fewer of them, of the matrix with the last axis as
   * its columns (Saxe, McClelland and Ganguli 2014).
   */
  record Orthogonal() implements Initializer {
    @Override
    public Operand<TFloat32> values(Ops tf, Shape shape, long seed) {
      long columns = shape.get(shape.numDimensions() - 1);
      long rows = shape.size() / columns;
      long longer = Math.max(rows, columns);
      long shorter = Math.min(rows, columns);
      Operand<TFloat32> normal =
          new Normal(0, 1).values(tf, Shape.of(longer, shorter), seed); // [longer, shorter]
      Qr<TFloat32> qr = tf.linalg.qr(normal);
      // Without the signs of R's diagonal, the draws would depend on how the library factors.
      Operand<TFloat32> signs = tf.math.sign(tf.linalg.tensorDiagPart(qr.r())); // [shorter]
      Operand<TFloat32> q = tf.math.mul(qr.q(), signs); // [longer, shorter]
      if (rows < columns) {
        q = tf.linalg.transpose(q, tf.constant(new int[] {1, 0})); // [rows, columns]
      }
      return tf.reshape(q, tf.constant(shape.asArray()));
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
