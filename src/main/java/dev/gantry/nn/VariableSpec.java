package dev.gantry.nn;

import org.tensorflow.ndarray.Shape;

/**
 * What a layer asks for.
 *
 * @param name the full name, such as {@code generator/block1/kernel}
 * @param shape all of it known
 * @param initializer start values
 * @param role whether gradients move it
 */
public record VariableSpec(String name, Shape shape, Initializer initializer, Role role) {
  /** Whether gradients move a variable. */
  public enum Role {
    /** Moved by the optimizer. */
    TRAINABLE,
    /** A moving average of activations, for inference. */
    STATISTIC,
    /** What an optimizer remembers. */
    SLOT
  }

  /** Number of values. */
  public long size() {
    return shape.size();
  }
}
