package dev.gantry.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/**
 * A float32 resource variable.
 *
 * <p>Never {@code tf.variable}: a reference variable aliases live memory, races with its readers
 * inside one run (tensorflow#48855), and crashes the JVM in some gradients.
 *
 * @param spec name, shape, start
 * @param handle the resource
 */
public record Variable(VariableSpec spec, VarHandleOp handle) {
  /** Declares a variable; its name is shared by every handle in the session. */
  public static Variable declare(Ops tf, VariableSpec spec) {
    VarHandleOp handle =
        tf.varHandleOp(TFloat32.class, spec.shape(), VarHandleOp.sharedName(spec.name()));
    return new Variable(spec, handle);
  }

  /** The full name. */
  public String name() {
    return spec.name();
  }

  /** The value at the time of the read; ordered by the control dependencies of {@code tf}. */
  public Operand<TFloat32> read(Ops tf) {
    // Without inferred shape behind a resource, gradients would build dynamic shape arithmetic.
    return tf.readVariableOp(handle, TFloat32.class);
  }

  /** Sets the value. */
  public Op assign(Ops tf, Operand<TFloat32> value) {
    return tf.assignVariableOp(handle, value);
  }
}
