package dev.gantry.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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
  private final Behaviour behaviour;
  private final Map<String, Statistic> statistics;
  private final Optional<ReplicaMean> replicas;

  /** How layers behave that differ between the two. */
  public enum Mode {
    /** Normalization by the batch's own statistics, which the pass remembers; dropout. */
    TRAINING,
    /** Normalization by the moving statistics, no dropout: each image for itself. */
    INFERENCE
  }

  /**
   * What a pass saw of a statistic.
   *
   * @param value of this batch
   * @param momentum what the moving statistic keeps of itself; 0 replaces it
   */
  public record Statistic(Operand<TFloat32> value, float momentum) {}

  /**
   * How layers behave.
   *
   * @param classes one-hot rows, [batch, classes], where normalization depends on them
   * @param draws random numbers of dropout
   * @param derivedTwice whether a penalty derives a gradient of this pass again
   * @param spectral whether kernels are divided by their spectral norm
   * @param reference rows of the reference batch of virtual batch norm; 0 for none
   */
  private record Behaviour(
      Mode mode,
      Precision precision,
      Optional<Operand<TFloat32>> classes,
      Optional<Draws> draws,
      boolean derivedTwice,
      boolean spectral,
      int reference) {}

  /**
   * A pass through the network of that name.
   *
   * @param tf where the graph is built; its control dependencies order the reads
   * @param network first part of every variable's name
   */
  public Pass(Ops tf, String network, VariableSource variables, Mode mode, Precision precision) {
    this(
        tf.withSubScope(network),
        network,
        variables,
        new Behaviour(mode, precision, Optional.empty(), Optional.empty(), false, false, 0),
        new LinkedHashMap<>(),
        Optional.empty());
  }

  private Pass(
      Ops tf,
      String scope,
      VariableSource variables,
      Behaviour behaviour,
      Map<String, Statistic> statistics,
      Optional<ReplicaMean> replicas) {
    this.tf = tf;
    this.scope = scope;
    this.variables = variables;
    this.behaviour = behaviour;
    this.statistics = statistics;
    this.replicas = replicas;
  }

  /** The same pass inside a part of the network. */
  public Pass in(String part) {
    Behaviour b = behaviour;
    Behaviour inside =
        new Behaviour(
            b.mode,
            b.precision,
            b.classes,
            b.draws.map(draws -> draws.in(part)),
            b.derivedTwice,
            b.spectral,
            b.reference);
    return new Pass(
        tf.withSubScope(part), scope + "/" + part, variables, inside, statistics, replicas);
  }

  private Pass with(Behaviour changed) {
    return new Pass(tf, scope, variables, changed, statistics, replicas);
  }

  /** The same pass with batch norm by the statistics of all replicas' batches together. */
  public Pass across(ReplicaMean mean) {
    return new Pass(tf, scope, variables, behaviour, statistics, Optional.of(mean));
  }

  /** The same pass in float32, for what losses are made of. */
  public Pass exact() {
    Behaviour b = behaviour;
    return with(
        new Behaviour(
            b.mode,
            Precision.FLOAT32,
            b.classes,
            b.draws,
            b.derivedTwice,
            b.spectral,
            b.reference));
  }

  /**
   * The same pass with normalization that depends on classes.
   *
   * @param classes one-hot rows, [batch, classes]
   */
  public Pass withClasses(Operand<TFloat32> classes) {
    Behaviour b = behaviour;
    return with(
        new Behaviour(
            b.mode,
            b.precision,
            Optional.of(classes),
            b.draws,
            b.derivedTwice,
            b.spectral,
            b.reference));
  }

  /** The same pass with random numbers for its layers. */
  public Pass withDraws(Draws draws) {
    Behaviour b = behaviour;
    return with(
        new Behaviour(
            b.mode,
            b.precision,
            b.classes,
            Optional.of(draws),
            b.derivedTwice,
            b.spectral,
            b.reference));
  }

  /**
   * The same pass made of operations that can be derived twice, as a penalty on its gradient needs:
   * TensorFlow has no second derivative of ReLU and the like.
   */
  public Pass derivedTwice() {
    Behaviour b = behaviour;
    return with(
        new Behaviour(b.mode, b.precision, b.classes, b.draws, true, b.spectral, b.reference));
  }

  /** The same pass with kernels divided by their spectral norm, or not. */
  public Pass spectral(boolean normalized) {
    Behaviour b = behaviour;
    return with(
        new Behaviour(
            b.mode, b.precision, b.classes, b.draws, b.derivedTwice, normalized, b.reference));
  }

  /**
   * The same pass with a reference for virtual batch norm.
   *
   * @param rows of the reference batch, which are the first of the batch in training; in inference
   *     the batch has none of them, and the reference's statistics stand for it
   */
  public Pass withReference(int rows) {
    Behaviour b = behaviour;
    return with(
        new Behaviour(b.mode, b.precision, b.classes, b.draws, b.derivedTwice, b.spectral, rows));
  }

  /** Where the graph is built. */
  public Ops tf() {
    return tf;
  }

  /** How layers behave. */
  public Mode mode() {
    return behaviour.mode;
  }

  /** Arithmetic of products. */
  public Precision precision() {
    return behaviour.precision;
  }

  /** One-hot rows, [batch, classes], where normalization depends on classes. */
  public Optional<Operand<TFloat32>> classes() {
    return behaviour.classes;
  }

  /** The mean over replicas, where batch norm takes their statistics together. */
  Optional<ReplicaMean> replicas() {
    return replicas;
  }

  /** Random numbers for layers; none where images are only made or judged. */
  public Optional<Draws> draws() {
    return behaviour.draws;
  }

  /** Whether a penalty derives a gradient of this pass again. */
  public boolean isDerivedTwice() {
    return behaviour.derivedTwice;
  }

  /** Rows of the reference batch of virtual batch norm; 0 for none. */
  public int reference() {
    return behaviour.reference;
  }

  /** A variable that gradients move. */
  public Operand<TFloat32> trainable(String name, Shape shape, Initializer initializer) {
    return read(name, shape, initializer, VariableSpec.Role.TRAINABLE);
  }

  /**
   * The variable {@code kernel} of a product, divided by its spectral norm where the pass says so.
   *
   * @param outputAxis the axis of the outputs; all others are inputs
   */
  Operand<TFloat32> kernel(Shape shape, Initializer initializer, int outputAxis) {
    Operand<TFloat32> kernel = trainable("kernel", shape, initializer);
    return behaviour.spectral ? SpectralNorm.apply(this, kernel, outputAxis) : kernel;
  }

  /** The variable {@code embedding}, a row a class, divided by its spectral norm likewise. */
  public Operand<TFloat32> embedding(Shape shape, Initializer initializer) {
    Operand<TFloat32> table = trainable("embedding", shape, initializer);
    return behaviour.spectral ? SpectralNorm.apply(this, table, 0) : table;
  }

  /** A variable that keeps its start: neither gradients nor batches move it. */
  public Operand<TFloat32> fixed(String name, Shape shape, Initializer initializer) {
    return statistic(name, shape, initializer);
  }

  /** A moving statistic. */
  Operand<TFloat32> statistic(String name, Shape shape, Initializer initializer) {
    return read(name, shape, initializer, VariableSpec.Role.STATISTIC);
  }

  private Operand<TFloat32> read(
      String name, Shape shape, Initializer initializer, VariableSpec.Role role) {
    return variables.read(tf, new VariableSpec(scope + "/" + name, shape, initializer, role));
  }

  /** What is made of variables alone: passes that read the same values share it. */
  Operand<TFloat32> derived(String name, Supplier<Operand<TFloat32>> build) {
    return variables.derived(scope + "/" + name, build);
  }

  /** Remembers what this pass's batch says of a statistic. */
  void sawStatistic(String name, Operand<TFloat32> batchValue, float momentum) {
    statistics.put(scope + "/" + name, new Statistic(batchValue, momentum));
  }

  /** What the batch says of each statistic, by the variable's full name. */
  public Map<String, Statistic> statistics() {
    return Collections.unmodifiableMap(statistics);
  }
}
