package dev.gantry.nn;

import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Values in bfloat16 between layers. A layer that made such values gives them out as float32, by a
 * cast, as all layers do; one that takes them looks behind the cast, so that between the two, and
 * on the way back between their gradients, half as many bytes move and nothing is cast.
 */
final class Half {
  private Half() {}

  /** The values in bfloat16: rounded, unless they are that already. */
  static Operand<TBfloat16> of(Ops tf, Operand<TFloat32> x) {
    return behind(x).orElseGet(() -> tf.dtypes.cast(x, TBfloat16.class));
  }

  /**
   * What a layer has made in bfloat16, if it did and the pass may stay in it: one that is derived
   * twice may not, for want of gradients.
   */
  static Optional<Operand<TBfloat16>> of(Pass pass, Operand<TFloat32> x) {
    return pass.precision() == Precision.BFLOAT16 && !pass.isDerivedTwice()
        ? behind(x)
        : Optional.empty();
  }

  private static Optional<Operand<TBfloat16>> behind(Operand<TFloat32> x) {
    GraphOperation source = (GraphOperation) x.asOutput().op();
    if (!source.type().equals("Cast")) {
      return Optional.empty();
    }
    Output<?> made = source.input(0);
    return made.dataType() == DataType.DT_BFLOAT16
        ? Optional.of(made.expect(TBfloat16.class))
        : Optional.empty();
  }

  /** Rounded to float16, for one product alone: beyond 65,504 infinite. */
  static Operand<TFloat16> narrow(Ops tf, Operand<TFloat32> x) {
    return tf.dtypes.cast(x, TFloat16.class);
  }

  /** As float32, for the next layer. */
  static Operand<TFloat32> single(Ops tf, Operand<? extends TFloating> x) {
    return tf.dtypes.cast(x, TFloat32.class);
  }
}
