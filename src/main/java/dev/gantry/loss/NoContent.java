package dev.gantry.loss;

import com.fasterxml.jackson.annotation.JsonTypeName;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Images are made from nothing that they could be compared with. */
@JsonTypeName("none")
public record NoContent() implements Content {
  /** Has no options. */
  public static NoContent defaults() {
    return new NoContent();
  }

  @Override
  public boolean isNone() {
    return true;
  }

  @Override
  public double adversarialWeight() {
    return 1;
  }

  @Override
  public double pretrainKimg() {
    return 0;
  }

  @Override
  public Operand<TFloat32> of(Ops tf, Operand<TFloat32> made, Operand<TFloat32> real) {
    return tf.constant(0f);
  }
}
