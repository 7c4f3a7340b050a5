package dev.gantry.train;

import dev.gantry.nn.Variable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.train.Restore;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/**
 * Writes and reads variables as TensorFlow's tensor bundle, {@code PREFIX.index} and {@code
 * PREFIX.data-00000-of-00001}, which {@code tf.train.load_checkpoint} reads too.
 *
 * <p>{@code Session.save} sees reference variables only, so the operations are built here.
 */
final class VariableArchive {
  private final Placeholder<TString> prefix;
  private final Op save;
  private final Op restore;

  VariableArchive(Ops tf, List<Variable> variables) {
    prefix = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    Operand<TString> names =
        tf.array(variables.stream().map(Variable::name).toArray(String[]::new));
    Operand<TString> whole = tf.array(variables.stream().map(v -> "").toArray(String[]::new));
    List<Operand<?>> values = new ArrayList<>();
    variables.forEach(v -> values.add(v.read(tf)));
    save = tf.train.save(prefix, names, whole, values);
    Restore read =
        tf.train.restore(
            prefix, names, whole, Collections.nCopies(variables.size(), TFloat32.class));
    List<Op> assignments = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      assignments.add(variables.get(i).assign(tf, read.tensors().get(i).expect(TFloat32.class)));
    }
    restore = tf.withControlDependencies(assignments).noOp();
  }

  /** Feed: path and first part of the files' names. */
  Placeholder<TString> prefix() {
    return prefix;
  }

  /** Target: writes every variable. */
  Op save() {
    return save;
  }

  /** Target: sets every variable from the files. */
  Op restore() {
    return restore;
  }
}
