package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Where a pass through a network reads its variables: the training state, or frozen constants. */
@FunctionalInterface
public interface VariableSource {
  /** The value of a variable, of the shape asked for. */
  Operand<TFloat32> read(Ops tf, VariableSpec spec);
}
