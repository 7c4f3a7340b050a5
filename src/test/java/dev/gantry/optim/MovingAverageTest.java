package dev.gantry.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.nn.Initializer;
import dev.gantry.nn.Variable;
import dev.gantry.nn.VariableSpec;
import dev.gantry.nn.VariableStore;
import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class MovingAverageTest {
  private static final int BATCH = 50;

  private final ScratchGraph scratch = new ScratchGraph();
  private final Ops tf = scratch.tf();
  private final VariableStore store = new VariableStore(1);
  private final Variable weight =
      store.declare(
          tf,
          new VariableSpec(
              "network/weight", Shape.of(1), new Initializer.Fill(1), VariableSpec.Role.TRAINABLE));
  private final MovingAverage average = new MovingAverage(tf, store.all());
  private final Operand<TFloat32> averaged = average.read(tf, weight.spec());
  private final Placeholder<TFloat32> decay = scratch.placeholder();
  private final List<Op> update = average.update(tf, decay);
  private final Op zero = weight.assign(tf, scratch.vector(0));

  @AfterEach
  void close() {
    scratch.close();
  }

  private void start() {
    scratch.run(store.initialize(tf));
    scratch.run(average.initialize(tf));
  }

  @Test
  void startsAtTheVariable() {
    start();
    assertThat(scratch.values(averaged)).containsExactly(1);
  }

  @Test
  void anUpdateIsTheWeightedMeanOfAverageAndVariable() {
    start();
    scratch.run(List.of(zero));
    scratch.run(update, Map.of(decay, 0.75f));
    assertThat(scratch.values(averaged)).containsExactly(0.75f);
  }

  @Test
  void afterTheHalfLifeTheStartWeighsOneHalf() {
    Averaging averaging = new Averaging(1, 0);
    start();
    scratch.run(List.of(zero));
    for (int images = 0; images < 1000; images += BATCH) {
      scratch.run(update, Map.of(decay, (float) averaging.decay(images, BATCH)));
    }
    assertThat(scratch.values(averaged)[0]).isCloseTo(0.5f, within(1e-5f));
  }

  @Test
  void theVariableItselfIsLeftAlone() {
    start();
    scratch.run(update, Map.of(decay, 0.5f));
    assertThat(scratch.values(weight.read(tf))).containsExactly(1);
  }

  @Test
  void namesAreTheVariablesOwnUnderAPrefix() {
    assertThat(average.variables())
        .extracting(Variable::name)
        .containsExactly("average/network/weight");
  }

  @Test
  void aVariableWithoutAverageIsAnError() {
    VariableSpec other =
        new VariableSpec(
            "network/other", Shape.of(1), new Initializer.Fill(0), VariableSpec.Role.TRAINABLE);
    assertThatThrownBy(() -> average.read(tf, other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no average is kept of network/other");
  }
}
