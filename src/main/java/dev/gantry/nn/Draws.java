package dev.gantry.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The random numbers of one iteration. Each draw has a name, and is a pure function of (run seed,
 * name, step): a checkpoint needs no generator's state, and a test can feed what PyTorch drew. Not
 * thread-safe.
 */
public final class Draws {
  /**
   * Where seeds are made, as random operations of a GPU want them: from the GPU, where TensorFlow
   * would stack them, they come back only when all that it was given before is done.
   */
  private static final DeviceSpec HOST =
      DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.CPU).deviceIndex(0).build();

  private final Ops tf;
  private final long seed;
  private final Operand<TInt64> step;
  private final BatchShare share;
  private final String scope;
  private final Map<String, Operand<TFloat32>> made;

  /**
   * The draws of a graph.
   *
   * @param seed the run's
   * @param step number of the iteration, scalar
   */
  public Draws(Ops tf, long seed, Operand<TInt64> step) {
    this(tf, seed, step, BatchShare.WHOLE);
  }

  /**
   * The draws of a replica, for its own rows of each batch.
   *
   * @param seed the run's
   * @param step number of the iteration, scalar
   */
  public Draws(Ops tf, long seed, Operand<TInt64> step, BatchShare share) {
    this(tf, seed, step, share, "", new LinkedHashMap<>());
  }

  private Draws(
      Ops tf,
      long seed,
      Operand<TInt64> step,
      BatchShare share,
      String scope,
      Map<String, Operand<TFloat32>> made) {
    this.tf = tf;
    this.seed = seed;
    this.step = step;
    this.share = share;
    this.scope = scope;
    this.made = made;
  }

  /** The same draws, with names that begin with {@code part/}. */
  public Draws in(String part) {
    return new Draws(tf.withSubScope(part), seed, step, share, scope + part + "/", made);
  }

  /** Where the draws are made. */
  public Ops tf() {
    return tf;
  }

  /** Standard normal numbers; the first dimension is the batch. */
  public Operand<TFloat32> normal(String name, Shape shape) {
    return keep(
        name,
        share.own(tf, shape, all -> tf.random.statelessRandomNormal(size(all), stream(name))));
  }

  /** Uniform numbers in [0, 1); the first dimension is the batch. */
  public Operand<TFloat32> uniform(String name, Shape shape) {
    return keep(
        name,
        share.own(tf, shape, all -> tf.random.statelessRandomUniform(size(all), stream(name))));
  }

  private Operand<TInt64> stream(String name) {
    Ops host = tf.withDevice(HOST);
    return host.stack(List.of(host.constant(Seeds.derive(seed, scope + name)), step)); // [2]
  }

  private Operand<TInt64> size(Shape shape) {
    return tf.constant(shape.asArray());
  }

  private Operand<TFloat32> keep(String name, Operand<TFloat32> values) {
    if (made.putIfAbsent(scope + name, values) != null) {
      // Two draws of one name would be the same numbers.
      throw new IllegalStateException("drawn twice: " + scope + name);
    }
    return values;
  }

  /** Every draw so far by its full name, in their order; any can be fed. */
  public Map<String, Operand<TFloat32>> made() {
    return Collections.unmodifiableMap(made);
  }
}
