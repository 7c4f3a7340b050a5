package dev.gantry.model;

import dev.gantry.error.Check;
import dev.gantry.nn.Activation;
import dev.gantry.nn.Convolution;
import dev.gantry.nn.Dense;
import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Weights;
import dev.gantry.nn.Window;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The plain discriminator of SNGAN (Miyato et al. 2018, table 3): a convolution 3×3, then at each
 * halving one of 4×4 with stride 2 and one of 3×3, then a dense layer, all with bias.
 *
 * <p>Published results stand at {@link CnnGenerator}. Parameters at 32×32, RGB: 5,860,865.
 *
 * @param width channels of the layer beside the image; each halving doubles them
 * @param slope of the LeakyReLU after every convolution, below 0
 * @param normalization on all convolutions but the first
 * @param spectralNorm whether kernels are divided by their spectral norm
 * @param weights how kernels start
 */
public record CnnDiscriminator(
    int width, double slope, Normalization normalization, boolean spectralNorm, Weights weights)
    implements DiscriminatorArchitecture {

  /** Checks width and slope. */
  public CnnDiscriminator {
    Halvings.checkWidth("width", width);
    Check.range("slope", slope, 0, 1);
  }

  /** Width 64, slope 0.1, spectral norm. */
  public static CnnDiscriminator defaults() {
    return new CnnDiscriminator(64, 0.1, Normalization.NONE, true, Weights.NORMAL);
  }

  @Override
  public Activation activation() {
    return Activation.LEAKY_RELU;
  }

  @Override
  public void checkSize(int size) {
    Halvings.checkSize(size, "cnn");
  }

  @Override
  public Operand<TFloat32> features(Pass pass, Operand<TFloat32> images) {
    List<Integer> channels = Halvings.of((int) images.shape().get(1)).doubling(width);
    Pass first = pass.in("block0");
    Operand<TFloat32> h =
        Convolution.withBias(
            first,
            images,
            Window.THREE,
            width,
            weights.initializer()); // [batch, size, size, width]
    h = Activation.leaky(first, h, slope);
    for (int i = 1; i < channels.size(); i++) {
      Pass block = pass.in("block" + i);
      h = layer(block.in("half"), h, Window.HALVING, channels.get(i));
      h = layer(block.in("same"), h, Window.THREE, channels.get(i)); // [batch, half, half, twice]
    }
    return Dense.flatten(pass, h); // [batch, base · base · innermost]
  }

  private Operand<TFloat32> layer(Pass pass, Operand<TFloat32> x, Window window, int filters) {
    Operand<TFloat32> h = Convolution.withBias(pass, x, window, filters, weights.initializer());
    return Activation.leaky(pass, normalization.apply(pass, h), slope);
  }

  @Override
  public Operand<TFloat32> score(Pass pass, Operand<TFloat32> features) {
    return Dense.withBias(pass, features, 1, weights.initializer()); // [batch, 1]
  }
}
