package dev.gantry.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.nn.Initializer;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableSpec;
import dev.gantry.nn.VariableStore;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** One weight w that minimizes c·w, with c as fed: its gradient overflows where c times s does. */
@ExtendWith(LeakCheck.class)
class LossScaleTest {
  private static final int INTERVAL = 3;
  private static final float HUGE = Float.MAX_VALUE;

  private final ScratchGraph scratch = new ScratchGraph();
  private final Ops tf = scratch.tf();
  private final VariableStore network = new VariableStore(1);
  private final VariableStore slots = new VariableStore(1);
  private final LossScale scale = new LossScale(tf, new Slots("loss_scale", slots), INTERVAL);
  private final Variable weight =
      network.declare(
          tf,
          new VariableSpec(
              "network/weight", Shape.of(1), new Initializer.Fill(1), VariableSpec.Role.TRAINABLE));
  private final Placeholder<TFloat32> slope = scratch.placeholder();
  private final Placeholder<TFloat32> forced = scratch.placeholder();
  private final Op force = slots.all().iterator().next().assign(tf, forced);

  static Stream<OptimizerConfig> optimizers() {
    return Stream.of(
        Adam.defaults(), new RmsProp(0.01, 0.9, 0.9, 1e-10, 0, new Schedule.Constant()));
  }

  @AfterEach
  void close() {
    scratch.close();
  }

  private List<Op> built(OptimizerConfig optimizer) {
    Slots own = new Slots("optimizer", slots);
    Operand<TFloat32> read = weight.read(tf);
    Operand<TFloat32> loss = tf.math.mul(tf.reduceSum(read, tf.constant(new int[] {0})), slope);
    LossScale.Step step = scale.read(tf);
    List<Variable> moved = List.of(weight);
    Gradients gradients =
        step.derive(
            tf,
            loss,
            scaled -> Gradients.of(scratch.graph(), tf, "gradients", scaled, moved, List.of(read)));
    List<Variable> touched = new ArrayList<>(moved);
    touched.addAll(optimizer.memory(tf, moved, own));
    List<Op> updates =
        step.guard(
                tf,
                gradients.norms(tf),
                touched,
                ordered ->
                    optimizer.update(
                        ordered.apply(tf), moved, gradients.values(), tf.constant(0.01f), own))
            .updates();
    scratch.run(network.initialize(tf));
    scratch.run(slots.initialize(tf));
    return updates;
  }

  private void run(List<Op> step, float... slopes) {
    for (float each : slopes) {
      scratch.run(step, Map.of(slope, each));
    }
  }

  private void force(float value) {
    scratch.run(List.of(force), Map.of(forced, value));
  }

  /** Of the scale, of the finite steps in a row, then of the weight and what is beside it. */
  private List<float[]> values() {
    List<Variable> all = new ArrayList<>(slots.all());
    all.add(weight);
    return scratch.values(all.stream().map(variable -> variable.read(tf)).toList());
  }

  private float scale() {
    return values().get(0)[0];
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void aStepThatOverflowsLeavesEveryBit(OptimizerConfig optimizer) {
    List<Op> step = built(optimizer);
    run(step, 0.5f, -2);
    List<float[]> before = values();

    run(step, HUGE);

    List<float[]> after = values();
    assertThat(after.get(0)).containsExactly(32768);
    assertThat(after.get(1)).containsExactly(0);
    for (int i = 2; i < before.size(); i++) {
      assertThat(after.get(i)).isEqualTo(before.get(i));
    }
    assertThat(values().get(before.size() - 1)[0]).isNotEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void finiteStepsAreThoseOfTheOptimizerAlone(OptimizerConfig optimizer) {
    float[] slopes = {0.5f, -2, 0.3f, 1.7f};
    List<Double> plain = OptimizerSteps.weights(optimizer, 0.01, 0.5, -2, 0.3f, 1.7f);

    run(built(optimizer), slopes);

    // Powers of two are exact.
    assertThat((double) scratch.values(weight.read(tf))[0]).isEqualTo(plain.get(3));
  }

  @Test
  void theScaleDoublesAfterSoManyFiniteStepsInARow() {
    List<Op> step = built(Adam.defaults());
    run(step, 1, 1);
    assertThat(scale()).isEqualTo(65536);
    run(step, HUGE); // counts anew
    assertThat(scale()).isEqualTo(32768);
    run(step, 1, 1);
    assertThat(scale()).isEqualTo(32768);
    run(step, 1);
    assertThat(scale()).isEqualTo(65536);
    run(step, 1, 1, 1);
    assertThat(scale()).isEqualTo(131072);
  }

  @Test
  void theScaleDoesNotGrowToInfinity() {
    List<Op> step = built(Adam.defaults());
    force(0x1p127f);
    run(step, 0, 0, 0);
    assertThat(scale()).isEqualTo(0x1p127f);
  }

  @Test
  void atAScaleOfOneNothingIsTakenBack() {
    List<Op> step = built(Adam.defaults());
    force(2);
    run(step, Float.POSITIVE_INFINITY);
    assertThat(scale()).isEqualTo(1);
    assertThat(scratch.values(weight.read(tf))).containsExactly(1);

    run(step, Float.POSITIVE_INFINITY);

    assertThat(scale()).isEqualTo(1);
    assertThat(scratch.values(weight.read(tf))[0]).isNaN();
  }
}
