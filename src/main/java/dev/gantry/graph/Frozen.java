package dev.gantry.graph;

import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Values that depend on constants alone, computed now. */
final class Frozen {
  private Frozen() {}

  /** The constant that a value is. */
  static Operand<TFloat32> value(Ops tf, Session session, Operand<TFloat32> value) {
    try (Result result = session.runner().fetch(value).run()) {
      TFloat32 fetched = (TFloat32) result.get(0);
      return tf.constant(fetched.shape(), fetched.asRawTensor().data().asFloats());
    }
  }
}
