package dev.gantry.loss;

import com.fasterxml.jackson.annotation.JsonTypeName;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Nothing to pay. */
@JsonTypeName("none")
public record NoPenalty() implements Penalty {
  /** Has no options. */
  public static NoPenalty defaults() {
    return new NoPenalty();
  }

  @Override
  public boolean isNone() {
    return true;
  }

  @Override
  public Operand<TFloat32> of(Subject subject) {
    return subject.tf().constant(0f);
  }
}
