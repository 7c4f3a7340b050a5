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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

@ExtendWith(LeakCheck.class)
class GradientsTest {
  private final ScratchGraph scratch = new ScratchGraph();
  private final Ops tf = scratch.tf();
  private final VariableStore store = new VariableStore(1);

  @AfterEach
  void close() {
    scratch.close();
  }

  /** Of norms 5 and 12, so of global norm 13. */
  private Gradients threeFourAndTwelve() {
    return new Gradients(
        List.of(variable("a", 2, 0), variable("b", 1, 0)),
        List.of(scratch.vector(3, -4), scratch.vector(12)));
  }

  private Variable variable(String name, long length, float start) {
    return store.declare(
        tf,
        new VariableSpec(
            name, Shape.of(length), new Initializer.Fill(start), VariableSpec.Role.TRAINABLE));
  }

  @Test
  void normsAreEuclideanOneAVariable() {
    assertThat(scratch.values(threeFourAndTwelve().norms(tf))).containsExactly(5, 12);
  }

  @Test
  void gradientsAboveTheLimitAreScaledToIt() {
    Gradients gradients = threeFourAndTwelve();

    List<float[]> clipped = scratch.values(gradients.clip(tf, gradients.norms(tf), 6.5).values());

    assertThat(clipped.get(0)).containsExactly(new float[] {1.5f, -2}, within(1e-6f));
    assertThat(clipped.get(1)).containsExactly(new float[] {6}, within(1e-6f));
  }

  @Test
  void gradientsBelowTheLimitStayAsTheyAre() {
    Gradients gradients = threeFourAndTwelve();

    List<float[]> clipped = scratch.values(gradients.clip(tf, gradients.norms(tf), 14).values());

    assertThat(clipped.get(0)).containsExactly(3, -4);
    assertThat(clipped.get(1)).containsExactly(12);
  }

  @Test
  void aLimitOfZeroDoesNotClip() {
    Gradients gradients = threeFourAndTwelve();

    assertThat(gradients.clip(tf, gradients.norms(tf), 0)).isSameAs(gradients);
  }

  @Test
  void aValueThatIsNotFiniteShowsInItsVariablesNormOnly() {
    Gradients gradients =
        new Gradients(
            List.of(variable("a", 2, 0), variable("b", 1, 0)),
            List.of(scratch.vector(3, Float.NaN), scratch.vector(12)));

    float[] norms = scratch.values(gradients.norms(tf));

    assertThat(norms[0]).isNaN();
    assertThat(norms[1]).isEqualTo(12);
  }

  @Test
  void theLossIsDerivedByTheGivenVariablesOnly() {
    Variable a = variable("a", 2, 3);
    Variable b = variable("b", 2, 5);
    Operand<TFloat32> readA = a.read(tf);
    Operand<TFloat32> loss =
        tf.reduceSum(tf.math.mul(tf.math.square(readA), b.read(tf)), tf.constant(0)); // scalar
    Gradients gradients =
        Gradients.of(scratch.graph(), tf, "gradients", loss, List.of(a), List.of(readA));
    scratch.run(store.initialize(tf));

    assertThat(gradients.variables()).containsExactly(a);
    assertThat(scratch.values(gradients.values()).get(0)).containsExactly(30, 30);
  }

  @Test
  void aVariableThatTheLossDoesNotDependOnIsAnError() {
    Variable a = variable("a", 1, 3);
    Variable b = variable("b", 1, 3);
    Operand<TFloat32> readA = a.read(tf);
    Operand<TFloat32> readB = b.read(tf);
    Operand<TFloat32> loss = tf.reduceSum(readA, tf.constant(0));

    assertThatThrownBy(
            () ->
                Gradients.of(
                    scratch.graph(), tf, "gradients", loss, List.of(a, b), List.of(readA, readB)))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void aTermHasTheGradientZeroByWhatItDoesNotDependOn() {
    Variable a = variable("a", 2, 3);
    Variable b = variable("b", 3, 5);
    Operand<TFloat32> readA = a.read(tf);
    Operand<TFloat32> readB = b.read(tf);
    Operand<TFloat32> term = tf.reduceSum(tf.math.square(readA), tf.constant(0)); // scalar
    Gradients gradients =
        Gradients.ofTerm(
            scratch.graph(), tf, "gradients", term, List.of(a, b), List.of(readA, readB));
    scratch.run(store.initialize(tf));

    List<float[]> values = scratch.values(gradients.values());
    assertThat(values.get(0)).containsExactly(6, 6);
    assertThat(values.get(1)).containsExactly(0, 0, 0);
  }
}
