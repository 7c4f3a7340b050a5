package dev.gantry.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * One pass through a network: where the graph is built, where variables are read, and how layers
 * behave. Not thread-safe.
 */
public final class Pass {
  private final Ops tf;
  private final String scope;
  private final VariableSource variables;
  private final Mode mode;
  private final Precision precision;
  private final Map<String, Operand<TFloat32>> batchStatistics;

  /** How layers behave that differ between the two. */
  public enum Mode {
    /** Normalization by the batch's own statistics, which the pass remembers. */
    TRAINING,
    /** Normalization by the moving statistics: each image for itself. */
    INFERENCE
  }

  /**
   * A pass through the network of that name.
   *
   * @param tf where the graph is built; its control dependencies order the reads
   * @param network first part of every variable's name
   */
  public Pass(Ops tf, String network, VariableSource variables, Mode mode, Precision precision) {
    this(tf.withSubScope(network), network, variables, mode, precision, new LinkedHashMap<>());
  }

  private Pass(
      Ops tf,
      String scope,
      VariableSource variables,
      Mode mode,
      Precision precision,
      Map<String, Operand<TFloat32>> batchStatistics) {
    this.tf = tf;
    this.scope = scope;
    this.variables = variables;
    this.mode = mode;
    this.precision = precision;
    this.batchStatistics = batchStatistics;
  }

  /** The same pass inside a part of the network. */
  public Pass in(String part) {
    return new Pass(
        tf.withSubScope(part), scope + "/" + part, variables, mode, precision, batchStatistics);
  }

  /** The same pass in float32, for what losses are made of. */
  public Pass exact() {
    return new Pass(tf, scope, variables, mode, Precision.FLOAT32, batchStatistics);
  }

  /** Where the graph is built. */
  public Ops tf() {
    return tf;
  }

  /** How layers behave. */
  public Mode mode() {
    return mode;
  }

  /** Arithmetic of products. */
  public Precision precision() {
    return precision;
  }

  /** A variable that gradients move. */
  public Operand<TFloat32> trainable(String name, Shape shape, Initializer initializer) {
    return read(name, shape, initializer, VariableSpec.Role.TRAINABLE);
  }

  /** A moving statistic. */
  Operand<TFloat32> statistic(String name, Shape shape, float start) {
    return read(name, shape, new Initializer.Fill(start), VariableSpec.Role.STATISTIC);
  }

  private Operand<TFloat32> read(
      String name, Shape shape, Initializer initializer, VariableSpec.Role role) {
    return variables.read(tf, new VariableSpec(scope + "/" + name, shape, initializer, role));
  }

  /** Remembers what this pass's batch says of a statistic. */
  void sawStatistic(String name, Operand<TFloat32> batchValue) {
    batchStatistics.put(scope + "/" + name, batchValue);
  }

  /** What the batch says of each statistic, by the variable's full name. */
  public Map<String, Operand<TFloat32>> batchStatistics() {
    return Collections.unmodifiableMap(batchStatistics);
  }
}
