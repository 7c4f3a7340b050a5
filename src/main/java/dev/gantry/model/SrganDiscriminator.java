package dev.gantry.model;

import dev.gantry.error.Check;
import dev.gantry.nn.Activation;
import dev.gantry.nn.Convolution;
import dev.gantry.nn.Dense;
import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Weights;
import dev.gantry.nn.Window;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Pairs of 3×3 convolutions, the second of each with stride 2 and the channels doubling from pair
 * to pair, then two dense layers: the discriminator of SRGAN (Ledig et al. 2017, figure 4).
 *
 * @param width channels of the first pair; the paper's 64
 * @param dense units of the hidden dense layer; the paper's 1024
 * @param activation after every layer but the last
 * @param normalization on all convolutions but the first
 * @param spectralNorm whether kernels are divided by their spectral norm
 * @param weights how kernels start
 */
public record SrganDiscriminator(
    int width,
    int dense,
    Activation activation,
    Normalization normalization,
    boolean spectralNorm,
    Weights weights)
    implements DiscriminatorArchitecture {
  private static final int PAIRS = 4;

  /** Rounds up, so that an image of any size halves four times. */
  private static final Window HALVING = new Window(3, 2);

  /** Checks every component. */
  public SrganDiscriminator {
    Check.range("width", width, 1, 4096);
    Check.range("dense", dense, 1, 65_536);
  }

  /** The paper's: width 64, 1024 units, LeakyReLU, batch norm. */
  public static SrganDiscriminator defaults() {
    return new SrganDiscriminator(
        64, 1024, Activation.LEAKY_RELU, Normalization.BATCH, false, Weights.NORMAL);
  }

  @Override
  public void checkSize(int size) {
    // Any size will do.
  }

  @Override
  public Operand<TFloat32> features(Pass pass, Operand<TFloat32> images) {
    Operand<TFloat32> h = images; // [batch, size, size, channels]
    for (int i = 0; i < PAIRS; i++) {
      Pass pair = pass.in("pair" + i);
      h = convolved(pair.in("same"), h, Window.THREE, width << i, i > 0);
      h = convolved(pair.in("half"), h, HALVING, width << i, true);
    }
    h = Dense.flatten(pass, h); // [batch, size / 16 · size / 16 · 8 · width], rounded up
    Pass hidden = pass.in("dense");
    return activation.apply(
        hidden, Dense.withBias(hidden, h, dense, weights.initializer())); // [batch, dense]
  }

  private Operand<TFloat32> convolved(
      Pass pass, Operand<TFloat32> x, Window window, int filters, boolean normalized) {
    Operand<TFloat32> h = Convolution.apply(pass, x, window, filters, weights.initializer());
    return activation.apply(pass, normalized ? normalization.apply(pass, h) : h);
  }

  @Override
  public Operand<TFloat32> score(Pass pass, Operand<TFloat32> features) {
    return Dense.withBias(pass, features, 1, weights.initializer()); // [batch, 1]
  }
}
