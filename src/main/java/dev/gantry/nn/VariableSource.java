package dev.gantry.nn;

import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Where a pass through a network reads its variables: the training state, or frozen constants. */
@FunctionalInterface
public interface VariableSource {
  /** The value of a variable, of the shape asked for. */
  Operand<TFloat32> read(Ops tf, VariableSpec spec);

  /**
   * What is made of these variables alone, such as a normalized kernel.
   *
   * @param name unique among what is made of them
   * @param build makes it; a source that remembers calls it once
   */
  default Operand<TFloat32> derived(String name, Supplier<Operand<TFloat32>> build) {
    return build.get();
  }
}
