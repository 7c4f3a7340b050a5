package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class VariableStoreTest {
  private final ScratchGraph scratch = new ScratchGraph();

  @AfterEach
  void close() {
    scratch.close();
  }

  private static VariableSpec spec(String name, VariableSpec.Role role) {
    return new VariableSpec(name, Shape.of(3, 4), new Initializer.Normal(0, 1), role);
  }

  private static VariableSpec trainable(String name) {
    return spec(name, VariableSpec.Role.TRAINABLE);
  }

  private float[] start(long seed, String name) {
    try (ScratchGraph own = new ScratchGraph()) {
      VariableStore store = new VariableStore(seed);
      Operand<TFloat32> read = store.declare(own.tf(), trainable(name)).read(own.tf());
      own.run(store.initialize(own.tf()));
      return own.values(read);
    }
  }

  @Test
  void twoVariablesOfOneShapeStartDifferent() {
    VariableStore store = new VariableStore(7);
    Operand<TFloat32> a = store.declare(scratch.tf(), trainable("a")).read(scratch.tf());
    Operand<TFloat32> b = store.declare(scratch.tf(), trainable("b")).read(scratch.tf());
    scratch.run(store.initialize(scratch.tf()));

    List<float[]> values = scratch.values(List.of(a, b));

    assertThat(values.get(0)).isNotEqualTo(values.get(1));
  }

  @Test
  void theStartIsAFunctionOfSeedAndNameAlone() {
    assertThat(start(7, "a")).isEqualTo(start(7, "a"));
    assertThat(start(7, "a")).isNotEqualTo(start(8, "a"));
    assertThat(start(7, "a")).isNotEqualTo(start(7, "b"));
  }

  @Test
  void aVariableIsDeclaredOnceAndListedByItsRole() {
    VariableStore store = new VariableStore(7);
    Variable a = store.declare(scratch.tf(), trainable("a"));
    Variable b = store.declare(scratch.tf(), spec("b", VariableSpec.Role.STATISTIC));
    Variable again = store.declare(scratch.tf(), trainable("a"));

    assertThat(again).isSameAs(a);
    assertThat(store.all()).containsExactly(a, b);
    assertThat(store.trainable()).containsExactly(a);
    assertThat(store.statistics()).containsExactly(b);
  }

  @Test
  void aVariableOfTwoShapesIsAnError() {
    VariableStore store = new VariableStore(7);
    store.declare(scratch.tf(), trainable("a"));
    VariableSpec other =
        new VariableSpec("a", Shape.of(5), new Initializer.Fill(0), VariableSpec.Role.TRAINABLE);

    assertThatThrownBy(() -> store.declare(scratch.tf(), other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("variable a has shape [3, 4], asked for as [5]");
  }

  @Test
  void readsOfOneMomentAreOneOperation() {
    VariableStore store = new VariableStore(7);
    VariableStore.Reads moment = store.reads();
    Operand<TFloat32> first = moment.read(scratch.tf(), trainable("a"));

    assertThat(moment.read(scratch.tf(), trainable("a"))).isSameAs(first);
    assertThat(moment.trainable()).containsExactly(first);
    assertThat(store.reads().read(scratch.tf(), trainable("a"))).isNotSameAs(first);
  }

  @Test
  void askingWhatWasReadOfAVariableThatNoPassReadIsAnError() {
    VariableStore store = new VariableStore(7);
    store.declare(scratch.tf(), trainable("a"));

    assertThatThrownBy(() -> store.reads().trainable())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no pass read a");
  }
}
