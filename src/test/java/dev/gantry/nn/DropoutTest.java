package dev.gantry.nn;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.ScratchGraph;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class DropoutTest {
  private static final int COUNT = 20_000;
  private static final double RATE = 0.25;

  private final ScratchGraph scratch = new ScratchGraph();
  private final Ops tf = scratch.tf();
  private final Operand<TFloat32> ones =
      tf.fill(tf.constant(Shape.of(COUNT).asArray()), tf.constant(1f));

  @AfterEach
  void close() {
    scratch.close();
  }

  private Pass pass(Pass.Mode mode) {
    return new Pass(tf, "network", new FrozenVariables(Map.of()), mode, Precision.FLOAT32);
  }

  private Draws draws(long step) {
    return new Draws(tf, 7, tf.constant(step));
  }

  private float[] dropped(long step, String layer) {
    Pass pass = pass(Pass.Mode.TRAINING).withDraws(draws(step)).in(layer);
    return scratch.values(Dropout.apply(pass, ones, RATE));
  }

  @Test
  void aQuarterOfTheValuesIsZeroAndTheRestScaledSoThatTheMeanStays() {
    float[] y = dropped(1, "block0");

    assertThat(y).containsOnly(0f, (float) (1 / 0.75));
    double mean = IntStream.range(0, COUNT).mapToDouble(i -> y[i]).average().orElseThrow();
    // Four standard errors: one value's deviation is sqrt(rate / (1 - rate)).
    assertThat(mean).isCloseTo(1, within(4 * Math.sqrt(RATE / (1 - RATE) / COUNT)));
  }

  @Test
  void whatIsDroppedIsNewEachStepAndInEachLayer() {
    assertThat(dropped(1, "block0"))
        .isEqualTo(dropped(1, "block0"))
        .isNotEqualTo(dropped(2, "block0"))
        .isNotEqualTo(dropped(1, "block1"));
  }

  @Test
  void theNamedDrawDecidesSoThatItCanBeFed() {
    Draws draws = draws(1);
    Pass pass = pass(Pass.Mode.TRAINING).withDraws(draws).in("block0");
    Operand<TFloat32> y = Dropout.apply(pass, ones, RATE);

    List<float[]> values =
        scratch.values(List.of(requireNonNull(draws.made().get("block0/dropout")), y));

    for (int i = 0; i < COUNT; i++) {
      assertThat(values.get(1)[i] == 0).isEqualTo(values.get(0)[i] < RATE);
    }
  }

  @Test
  void inInferenceAndAtRateZeroNothingHappens() {
    assertThat(Dropout.apply(pass(Pass.Mode.INFERENCE), ones, RATE)).isSameAs(ones);
    assertThat(Dropout.apply(pass(Pass.Mode.TRAINING), ones, 0)).isSameAs(ones);
  }

  @Test
  void trainingWithoutDrawsIsAnError() {
    assertThatThrownBy(() -> Dropout.apply(pass(Pass.Mode.TRAINING), ones, RATE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("dropout in a pass without draws");
  }
}
