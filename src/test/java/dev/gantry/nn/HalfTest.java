package dev.gantry.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.testing.LeakCheck;
import dev.gantry.testing.Noise;
import dev.gantry.testing.ScratchGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/** Convolution, batch norm, ReLU, convolution: what lies between them in bfloat16. */
@ExtendWith(LeakCheck.class)
class HalfTest {
  private static final Initializer ZERO = new Initializer.Fill(0);
  private static final Shape IMAGES = Shape.of(4, 8, 8, 4);

  private final ScratchGraph scratch = new ScratchGraph();

  @AfterEach
  void close() {
    scratch.close();
  }

  @Test
  void nothingIsCastBetweenTheConvolutionsNorOnTheWayBack() {
    Operand<TFloat32> y = network(Precision.BFLOAT16, false);
    scratch.gradient(scratch.tf().nn.l2Loss(y), images);

    List<String> casts = new ArrayList<>();
    for (GraphOperation operation : operations("Cast")) {
      boolean toHalf = operation.attributes().getAttrType("DstT") == DataType.DT_BFLOAT16;
      if (toHalf && operation.output(0).shape().numDimensions() == 4) {
        casts.add(operation.input(0).op().type());
      }
    }
    // Images and both kernels going in; what the loss says of y.
    assertThat(casts).hasSize(4).doesNotContain("Relu", "ReluGrad", "Cast");
    assertThat(operations("FusedBatchNormGradV3"))
        .singleElement()
        .satisfies(
            gradient ->
                assertThat(gradient.attributes().getAttrType("T")).isEqualTo(DataType.DT_BFLOAT16));
  }

  @Test
  void valuesAndGradientsAreThoseOfFloat32ButForRounding() {
    Operand<TFloat32> half = network(Precision.BFLOAT16, false);
    Operand<TFloat32> single = network(Precision.FLOAT32, false);
    assertNear(half, single);
    Operand<TFloat32> halfBack = scratch.gradient(scratch.tf().nn.l2Loss(half), images);
    Operand<TFloat32> singleBack = scratch.gradient(scratch.tf().nn.l2Loss(single), images);
    assertNear(halfBack, singleBack);
  }

  @Test
  void eachLayerRoundsOnceAndWhatItSawStaysInFloat32() {
    Operand<TFloat32> y = norm(Precision.BFLOAT16);
    float[] made = scratch.values(y);
    Operand<TFloat32> exact = norm(Precision.FLOAT32);
    float[] expected = scratch.values(exact);
    for (int i = 0; i < made.length; i++) {
      // The products' roundings are in both: x and kernel are whole numbers.
      assertThat(made[i]).isCloseTo(rounded(expected[i]), within(Math.abs(expected[i]) / 128));
    }
    operations("FusedBatchNormV3")
        .forEach(
            norm -> assertThat(norm.attributes().getAttrType("U")).isEqualTo(DataType.DT_FLOAT));
  }

  @Test
  void whatIsDerivedTwiceKeepsItsCasts() {
    network(Precision.BFLOAT16, true);
    assertThat(operations("FusedBatchNormV3"))
        .singleElement()
        .satisfies(
            norm -> assertThat(norm.attributes().getAttrType("T")).isEqualTo(DataType.DT_FLOAT));
  }

  private final Operand<TFloat32> images =
      scratch.constant(IMAGES, Noise.normal(1, (int) IMAGES.size()));

  private Operand<TFloat32> network(Precision precision, boolean derivedTwice) {
    Pass pass = pass(precision);
    Pass way = derivedTwice ? pass.derivedTwice() : pass;
    Operand<TFloat32> h = Convolution.apply(way.in("first"), images, Window.HALVING, 8, ZERO);
    h = Activation.RELU.apply(way, BatchNorm.apply(way, h)); // [4, 4, 4, 8]
    return Convolution.apply(way.in("second"), h, Window.HALVING, 8, ZERO); // [4, 2, 2, 8]
  }

  /** Of values that products in bfloat16 hold exactly. */
  private Operand<TFloat32> norm(Precision precision) {
    float[] whole = new float[(int) IMAGES.size()];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = i * 7 % 5 - 2;
    }
    float[] identity = new float[4 * 4];
    for (int i = 0; i < 4; i++) {
      identity[i * 4 + i] = 1;
    }
    Pass pass =
        new Pass(
            scratch.tf(),
            "network",
            new FrozenVariables(
                Map.of(
                    "network/kernel",
                    identity,
                    "network/norm/gamma",
                    Noise.normal(2, 4),
                    "network/norm/beta",
                    Noise.normal(3, 4),
                    "network/norm/mean",
                    new float[4],
                    "network/norm/variance",
                    new float[] {1, 1, 1, 1})),
            Pass.Mode.TRAINING,
            precision);
    Operand<TFloat32> x = scratch.constant(IMAGES, whole);
    return BatchNorm.apply(pass, Convolution.apply(pass, x, Window.ONE, 4, ZERO));
  }

  private Pass pass(Precision precision) {
    return new Pass(
        scratch.tf(),
        "network",
        new FrozenVariables(
            Map.of(
                "network/first/kernel", Noise.normal(2, 4 * 4 * 4 * 8),
                "network/norm/gamma", Noise.normal(3, 8),
                "network/norm/beta", Noise.normal(4, 8),
                "network/norm/mean", new float[8],
                "network/norm/variance", new float[] {1, 1, 1, 1, 1, 1, 1, 1},
                "network/second/kernel", Noise.normal(5, 4 * 4 * 8 * 8))),
        Pass.Mode.TRAINING,
        precision);
  }

  private void assertNear(Operand<TFloat32> half, Operand<TFloat32> single) {
    float[] values = scratch.values(half);
    float[] expected = scratch.values(single);
    double error = 0;
    double square = 0;
    for (int i = 0; i < values.length; i++) {
      error += Math.pow(values[i] - expected[i], 2);
      square += Math.pow(expected[i], 2);
    }
    assertThat(Math.sqrt(error / square)).isBetween(1e-6, 0.02);
  }

  private static float rounded(float value) {
    int bits = Float.floatToRawIntBits(value);
    return Float.intBitsToFloat((bits + 0x7fff + (bits >>> 16 & 1)) & 0xffff0000);
  }

  private List<GraphOperation> operations(String type) {
    List<GraphOperation> found = new ArrayList<>();
    scratch
        .graph()
        .operations()
        .forEachRemaining(
            operation -> {
              if (operation.type().equals(type)) {
                found.add(operation);
              }
            });
    return found;
  }
}
