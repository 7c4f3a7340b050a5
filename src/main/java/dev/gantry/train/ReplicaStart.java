package dev.gantry.train;

import dev.gantry.nn.Variable;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** How replicas begin alike: they compare what they were given, and take the chief's variables. */
final class ReplicaStart {
  /** Numbers that are compared. */
  static final int NUMBERS = 5;

  private final Placeholder<TInt64> numbers;
  private final Operand<TInt64> greatest;
  private final Op share;

  ReplicaStart(Ops tf, AllReduce all, Replica replica, List<Variable> variables) {
    numbers = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(NUMBERS)));
    greatest = all.greatest(tf, numbers); // [NUMBERS]
    List<Operand<TFloat32>> own =
        variables.stream().<Operand<TFloat32>>map(variable -> variable.read(tf)).toList();
    FlatBuffer buffer = FlatBuffer.of(tf, own);
    // Not multiplied by 0, which would leave what is not finite.
    Operand<TFloat32> given =
        replica.isChief() ? buffer.values() : tf.zerosLike(buffer.values()); // [all values]
    List<Operand<TFloat32>> chiefs = buffer.unpack(tf, all.sum(tf, given));
    List<Op> assignments = new ArrayList<>();
    for (int i = 0; i < chiefs.size(); i++) {
      assignments.add(variables.get(i).assign(tf, chiefs.get(i)));
    }
    share = tf.withControlDependencies(assignments).noOp();
  }

  /** Feed: what is compared, [NUMBERS]. */
  Placeholder<TInt64> numbers() {
    return numbers;
  }

  /** Fetch: the greatest of each, [NUMBERS]. */
  Operand<TInt64> greatest() {
    return greatest;
  }

  /** Target: every variable as the chief has it. */
  Op share() {
    return share;
  }
}
