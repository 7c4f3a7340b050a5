package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.ScratchGraph;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** What every normalization promises. */
@ExtendWith(LeakCheck.class)
class NormalizationContractTest {
  private static final int REFERENCE = 2;
  private static final Shape SHAPE = Shape.of(5, 3, 2, 4);
  private static final int SIZE = (int) SHAPE.size();
  private static final int IMAGE = SIZE / 5;

  private final ScratchGraph scratch = new ScratchGraph();
  private final Ops tf = scratch.tf();
  private final VariableStore store = new VariableStore(3);

  @AfterEach
  void close() {
    scratch.close();
  }

  private Pass pass(VariableSource source, Pass.Mode mode) {
    return new Pass(tf, "network", source, mode, Precision.FLOAT32).withReference(REFERENCE);
  }

  private void initialize() {
    // TensorFlow refuses to run nothing, and none has no variables.
    if (!store.all().isEmpty()) {
      scratch.run(store.initialize(tf));
    }
  }

  /** By the weighted sum of the outputs. */
  private List<Operand<TFloat32>> gradients(
      Operand<TFloat32> y, List<? extends Operand<TFloat32>> by) {
    Operand<TFloat32> weighted = tf.math.mul(y, scratch.constant(SHAPE, Noise.normal(2, SIZE)));
    Operand<TFloat32> loss = tf.reduceSum(weighted, tf.constant(new int[] {0, 1, 2, 3}));
    Output<?>[] derived =
        scratch
            .graph()
            .addGradients(
                "gradients",
                new Output<?>[] {loss.asOutput()},
                by.stream().map(Operand::asOutput).toArray(Output<?>[]::new),
                new Output<?>[] {tf.constant(1f).asOutput()});
    return Arrays.stream(derived)
        .<Operand<TFloat32>>map(gradient -> gradient.expect(TFloat32.class))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void shapeStaysAndAGradientReachesEveryVariable(Normalization normalization) {
    VariableStore.Reads reads = store.reads();
    Operand<TFloat32> x = scratch.constant(SHAPE, Noise.normal(1, SIZE));
    Operand<TFloat32> y = normalization.apply(pass(reads, Pass.Mode.TRAINING), x);
    List<Operand<TFloat32>> gradients =
        reads.trainable().isEmpty() ? List.of() : gradients(y, reads.trainable());
    initialize();

    assertThat(y.shape()).isEqualTo(SHAPE);
    assertThat(store.trainable())
        .extracting(Variable::name)
        .isSubsetOf("network/norm/gamma", "network/norm/beta");
    for (Operand<TFloat32> gradient : gradients) {
      assertFinite(scratch.values(gradient));
      assertThat(scratch.values(gradient)).doesNotContain(0f);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anImageOfOneColourGivesFiniteValuesAndGradients(Normalization normalization) {
    Operand<TFloat32> x = tf.fill(tf.constant(SHAPE.asArray()), tf.constant(3f));
    Operand<TFloat32> y = normalization.apply(pass(store.reads(), Pass.Mode.TRAINING), x);
    Operand<TFloat32> gradient = gradients(y, List.of(x)).get(0);
    initialize();

    assertFinite(scratch.values(y));
    assertFinite(scratch.values(gradient));
  }

  private static void assertFinite(float[] values) {
    for (float value : values) {
      assertThat(value).isFinite();
    }
  }

  @ParameterizedTest
  @EnumSource
  void inInferenceAnImageDoesNotDependOnThoseBesideIt(Normalization normalization) {
    Placeholder<TFloat32> x = scratch.placeholder(Shape.UNKNOWN_SIZE, 3, 2, 4);
    Operand<TFloat32> y =
        tf.identity(normalization.apply(pass(store.reads(), Pass.Mode.INFERENCE), x));
    initialize();
    float[] values = Noise.normal(1, SIZE);

    float[] together = scratch.values(y, x, SHAPE, values);

    float[] last = Arrays.copyOfRange(values, SIZE - IMAGE, SIZE);
    assertThat(scratch.values(y, x, Shape.of(1, 3, 2, 4), last))
        .containsExactly(Arrays.copyOfRange(together, SIZE - IMAGE, SIZE), within(1e-6f));
  }

  @ParameterizedTest
  @EnumSource
  void secondDerivativeIsThatOfFiniteDifferencesWhereThereIsOne(Normalization normalization) {
    PackedVariables packed = new PackedVariables(scratch);
    Operand<TFloat32> x = packed.next(SHAPE);
    Operand<TFloat32> y = normalization.apply(pass(packed, Pass.Mode.TRAINING).derivedTwice(), x);

    if (normalization.hasSecondDerivative()) {
      assertThat(packed.errorOfSecondDerivative(x, y)).isLessThan(PackedVariables.TOLERANCE);
    } else {
      assertThatThrownBy(() -> packed.errorOfSecondDerivative(x, y))
          .hasMessageContaining("No gradient defined for op");
    }
  }
}
