package dev.gantry.optim;

import dev.gantry.nn.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * The dynamic scale of one network's loss (Micikevicius et al. 2018, section 3.2), which keeps
 * gradients in the range of float16: {@code g = ∇(s L) / s}. A step whose gradients are not all
 * finite is taken back, and
 *
 * <pre>
 * s ← max(s / 2, 1)      after a step that was taken back,
 * s ← min(2 s, 2¹²⁷)     after so many finite ones in a row, counted anew from there.
 * </pre>
 *
 * <p>It starts at 65,536 and doubles after 2,000 steps, as PyTorch's GradScaler does. At a scale of
 * 1 there is nothing left to try: such a step is not taken back, and what is not finite shows.
 */
public final class LossScale {
  private static final float START = 65536;
  private static final float LEAST = 1;
  private static final float MOST = 0x1p127f;
  private static final int INTERVAL = 2000;

  private final Variable scale;
  private final Variable finiteSteps;
  private final int interval;

  /**
   * Declares the scale.
   *
   * @param slots where its variables are declared
   */
  public LossScale(Ops tf, Slots slots) {
    this(tf, slots, INTERVAL);
  }

  /**
   * Declares the scale.
   *
   * @param interval finite steps in a row after which the scale doubles
   */
  LossScale(Ops tf, Slots slots, int interval) {
    this.scale = slots.scalar(tf, "scale", START);
    this.finiteSteps = slots.scalar(tf, "finite_steps", 0);
    this.interval = interval;
  }

  /**
   * The scale for one step.
   *
   * @param tf whose control dependencies order the read: after the step before
   */
  public Step read(Ops tf) {
    return new Step(this, scale.read(tf), finiteSteps.read(tf));
  }

  /**
   * What becomes of a step.
   *
   * @param norms of its gradients; 0 where it is taken back
   * @param takenBack 1 where it is, else 0; scalar
   * @param updates when all have run, it is done
   */
  public record Outcome(Operand<TFloat32> norms, Operand<TFloat32> takenBack, List<Op> updates) {}

  /** One step with the scale as it was read. */
  public static final class Step {
    private final LossScale owner;
    private final Operand<TFloat32> scale; // scalar
    private final Operand<TFloat32> finiteSteps; // scalar

    private Step(LossScale owner, Operand<TFloat32> scale, Operand<TFloat32> finiteSteps) {
      this.owner = owner;
      this.scale = scale;
      this.finiteSteps = finiteSteps;
    }

    /** The gradients of a loss, derived from the loss times the scale and divided by it. */
    public Gradients derive(
        Ops tf, Operand<TFloat32> loss, Function<Operand<TFloat32>, Gradients> derivation) {
      Gradients scaled = derivation.apply(tf.math.mul(loss, scale));
      return new Gradients(
          scaled.variables(),
          scaled.values().stream().<Operand<TFloat32>>map(g -> tf.math.div(g, scale)).toList());
    }

    /**
     * Builds the step's updates, and what takes them back: every variable has the same bits after a
     * step that is taken back as before it.
     *
     * <p>A variable's old value is kept over the update. That works for any optimizer; gradients of
     * 0 would not, for moments would still decay.
     *
     * @param tf whose control dependencies order the step
     * @param norms of all gradients, [variables]
     * @param touched every variable that the updates change
     * @param build the updates; what it builds them with must have gone through the operator
     */
    public Outcome guard(
        Ops tf,
        Operand<TFloat32> norms,
        List<Variable> touched,
        Function<UnaryOperator<Ops>, List<Op>> build) {
      Operand<TBool> finite =
          tf.reduceAll(tf.math.isFinite(norms), tf.constant(new int[] {0})); // scalar
      Operand<TBool> stays =
          tf.math.logicalOr(finite, tf.math.lessEqual(scale, tf.constant(LEAST))); // scalar
      List<Operand<TFloat32>> before =
          touched.stream().<Operand<TFloat32>>map(v -> v.read(tf)).toList();
      List<Op> updates =
          new ArrayList<>(build.apply(ops -> ops.withControlDependencies(List.<Op>copyOf(before))));
      Ops after = tf.withControlDependencies(List.copyOf(updates));
      for (int i = 0; i < touched.size(); i++) {
        Variable variable = touched.get(i);
        updates.add(
            variable.assign(after, after.select(stays, variable.read(after), before.get(i))));
      }
      updates.addAll(owner.adapt(tf, this, finite));
      return new Outcome(
          tf.select(stays, norms, tf.zerosLike(norms)),
          tf.select(stays, tf.constant(0f), tf.constant(1f)),
          updates);
    }
  }

  private List<Op> adapt(Ops tf, Step step, Operand<TBool> finite) {
    Operand<TFloat32> two = tf.constant(2f);
    Operand<TFloat32> inRow = tf.math.add(step.finiteSteps, tf.constant(1f)); // scalar
    Operand<TBool> grows = tf.math.greaterEqual(inRow, tf.constant((float) interval)); // scalar
    Operand<TFloat32> larger = tf.math.minimum(tf.math.mul(step.scale, two), tf.constant(MOST));
    Operand<TFloat32> smaller = tf.math.maximum(tf.math.div(step.scale, two), tf.constant(LEAST));
    return List.of(
        scale.assign(tf, tf.select(finite, tf.select(grows, larger, step.scale), smaller)),
        finiteSteps.assign(
            tf,
            tf.select(
                tf.math.logicalAnd(finite, tf.math.logicalNot(grows)), inRow, tf.constant(0f))));
  }
}
