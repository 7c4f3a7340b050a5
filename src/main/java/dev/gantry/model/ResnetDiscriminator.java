package dev.gantry.model;

import dev.gantry.nn.Activation;
import dev.gantry.nn.Convolution;
import dev.gantry.nn.Dense;
import dev.gantry.nn.Downsample;
import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Pooling;
import dev.gantry.nn.Weights;
import dev.gantry.nn.Window;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The residual discriminator of WGAN-GP (Gulrajani et al. 2017) and SNGAN (Miyato et al. 2018,
 * table 4): blocks of two convolutions 3×3 that halve the image until it has at most 8 pixels, two
 * blocks that keep its size, ReLU, pooling and a dense layer. The first block sees the image
 * itself, so neither normalization nor ReLU comes before its convolutions.
 *
 * <p>Published results stand at {@link ResnetGenerator}; WGAN-GP pools by the mean without spectral
 * norm. Parameters at 32×32, RGB: 1,053,825.
 *
 * @param width channels of every block
 * @param normalization before the ReLUs of all blocks but the first
 * @param spectralNorm whether kernels are divided by their spectral norm
 * @param pooling what puts the last pixels together
 * @param weights how kernels start
 */
public record ResnetDiscriminator(
    int width, Normalization normalization, boolean spectralNorm, Pooling pooling, Weights weights)
    implements DiscriminatorArchitecture {
  private static final int LARGEST_BASE = 8;
  private static final int BLOCKS_AT_BASE = 2;

  /** Checks the width. */
  public ResnetDiscriminator {
    Halvings.checkWidth("width", width);
  }

  /** SNGAN's: width 128, spectral norm, sum. */
  public static ResnetDiscriminator defaults() {
    return new ResnetDiscriminator(128, Normalization.NONE, true, Pooling.SUM, Weights.XAVIER);
  }

  @Override
  public Activation activation() {
    return Activation.RELU;
  }

  @Override
  public void checkSize(int size) {
    Halvings.checkSize(size, "resnet");
  }

  @Override
  public Operand<TFloat32> features(Pass pass, Operand<TFloat32> images) {
    Operand<TFloat32> h = first(pass.in("block0"), images); // [batch, size / 2, size / 2, width]
    int block = 1;
    while (h.shape().get(1) > LARGEST_BASE) {
      h = block(pass.in("block" + block++), h, true); // [batch, half, half, width]
    }
    for (int i = 0; i < BLOCKS_AT_BASE; i++) {
      h = block(pass.in("block" + block++), h, false); // [batch, base, base, width]
    }
    Pass top = pass.in("top");
    return pooling.apply(top, rectified(top, h)); // [batch, width]
  }

  private Operand<TFloat32> first(Pass pass, Operand<TFloat32> images) {
    Operand<TFloat32> h = convolve(pass.in("conv0"), images);
    Pass second = pass.in("conv1");
    h = convolve(second, activation().apply(second, h));
    Operand<TFloat32> straight = shortcut(pass.in("shortcut"), Downsample.mean(pass, images));
    return pass.tf().math.add(Downsample.mean(pass, h), straight);
  }

  private Operand<TFloat32> block(Pass pass, Operand<TFloat32> x, boolean halve) {
    Pass first = pass.in("conv0");
    Pass second = pass.in("conv1");
    Operand<TFloat32> h = convolve(first, rectified(first, x));
    h = convolve(second, rectified(second, h));
    if (!halve) {
      return pass.tf().math.add(h, x);
    }
    // After the mean, where it costs a quarter: a convolution 1×1 sees no neighbours.
    Operand<TFloat32> straight = shortcut(pass.in("shortcut"), Downsample.mean(pass, x));
    return pass.tf().math.add(Downsample.mean(pass, h), straight);
  }

  private Operand<TFloat32> convolve(Pass pass, Operand<TFloat32> x) {
    return Convolution.withBias(pass, x, Window.THREE, width, weights.residual());
  }

  private Operand<TFloat32> shortcut(Pass pass, Operand<TFloat32> x) {
    return Convolution.withBias(pass, x, Window.ONE, width, weights.initializer());
  }

  private Operand<TFloat32> rectified(Pass pass, Operand<TFloat32> x) {
    return activation().apply(pass, normalization.apply(pass, x));
  }

  @Override
  public Operand<TFloat32> score(Pass pass, Operand<TFloat32> features) {
    return Dense.withBias(pass, features, 1, weights.initializer()); // [batch, 1]
  }
}
