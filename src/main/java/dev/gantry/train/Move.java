package dev.gantry.train;

import dev.gantry.optim.LossScale;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/**
 * How a step moves a network.
 *
 * @param norms of the gradients before clipping, [variables]; 0 where the step is taken back
 * @param takenBack 1 where it is, else 0, scalar; empty where losses are not scaled
 * @param updates when all have run, the step is done
 */
record Move(Operand<TFloat32> norms, Optional<Operand<TFloat32>> takenBack, List<Op> updates) {
  static Move of(LossScale.Outcome outcome) {
    return new Move(outcome.norms(), Optional.of(outcome.takenBack()), outcome.updates());
  }
}
