package dev.gantry.model;

import dev.gantry.error.Check;
import dev.gantry.nn.Activation;
import dev.gantry.nn.Convolution;
import dev.gantry.nn.GroupedConvolution;
import dev.gantry.nn.Initializer;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Window;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The residual blocks that both R3GAN networks are made of: convolutions 1×1 to more channels, 3×3
 * in groups, and 1×1 back, LeakyReLU between them (Huang et al. 2024, section 3).
 *
 * <p>Without normalization, so the kernels start as in Fixup (Zhang, Dauphin and Ma 2019, section
 * 3): the last of a block at 0, the others smaller the more blocks there are.
 *
 * @param width channels between blocks
 * @param expansion times as many inside a block
 * @param cardinality groups of the convolution 3×3
 * @param total blocks of the whole network
 */
record R3ganBlocks(int width, int expansion, int cardinality, int total) {
  /** What keeps the variance through a LeakyReLU. */
  private static final double GAIN =
      Math.sqrt(2 / (1 + Activation.LEAKY_SLOPE * Activation.LEAKY_SLOPE));

  private static final int LAYERS = 3;

  /** Kernels that no activation follows. */
  static final Initializer LINEAR = new Initializer.HeNormal(1);

  static void checkOptions(int width, int blocks, int cardinality, int expansion) {
    Halvings.checkWidth("width", width);
    Check.range("blocks", blocks, 1, 100);
    Check.range("expansion", expansion, 1, 16);
    Check.range("cardinality", cardinality, 1, 128);
    Check.that(
        width * expansion % cardinality == 0,
        "cardinality is %d, which does not divide the %d channels of a block (width times expansion)"
            .formatted(cardinality, width * expansion));
  }

  /**
   * One block.
   *
   * @param x [batch, height, width, channels]
   * @return the same shape
   */
  Operand<TFloat32> block(Pass pass, Operand<TFloat32> x) {
    Pass expand = pass.in("expand");
    Pass grouped = pass.in("grouped");
    Initializer scaled = new Initializer.HeNormal(GAIN * Math.pow(total, -1.0 / (2 * LAYERS - 2)));
    Operand<TFloat32> h =
        Convolution.withBias(
            expand, x, Window.ONE, width * expansion, scaled); // [batch, h, w, expanded]
    h = Activation.LEAKY_RELU.apply(expand, h);
    h = GroupedConvolution.withBias(grouped, h, Window.THREE, cardinality, scaled);
    h = Activation.LEAKY_RELU.apply(grouped, h);
    h = Convolution.apply(pass.in("project"), h, Window.ONE, width, new Initializer.Fill(0));
    return pass.tf().math.add(x, h);
  }
}
