package dev.gantry.model;

import dev.gantry.nn.Activation;
import dev.gantry.nn.Convolution;
import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Upsample;
import dev.gantry.nn.Weights;
import dev.gantry.nn.Window;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The residual generator of WGAN-GP (Gulrajani et al. 2017) and SNGAN (Miyato et al. 2018, table
 * 4): a dense layer, blocks that double the image, and a convolution 3×3 to the image. Each block
 * is the sum of normalization, ReLU, nearest-neighbour upsampling, convolution 3×3, normalization,
 * ReLU, convolution 3×3, and of a convolution 1×1, upsampled.
 *
 * <p>Published on CIFAR-10 (50,000 images against the training set), unconditional, five
 * discriminator steps a step, 100,000 steps: with {@link ResnetDiscriminator}, its spectral norm
 * and the hinge loss FID 14.32, with WGAN-GP's loss 16.95 (pytorch-gan-collections, 128 latents a
 * step); 16.77 and 22.29 (mimicry, 64 a step). Parameters at 32×32, RGB, latents of 128: 4,276,739.
 *
 * @param width channels of every block: 256 in SNGAN, 128 in WGAN-GP
 * @param normalization before every ReLU
 * @param weights how kernels start
 */
public record ResnetGenerator(int width, Normalization normalization, Weights weights)
    implements GeneratorArchitecture {

  /** Checks the width. */
  public ResnetGenerator {
    Halvings.checkWidth("width", width);
  }

  /** Width 256, batch norm. */
  public static ResnetGenerator defaults() {
    return new ResnetGenerator(256, Normalization.BATCH, Weights.XAVIER);
  }

  @Override
  public void checkSize(int size) {
    Halvings.checkSize(size, "resnet");
  }

  @Override
  public Operand<TFloat32> generate(Pass pass, Operand<TFloat32> z, ImageShape image) {
    Halvings halvings = Halvings.of(image.size());
    Operand<TFloat32> h =
        LatentImage.of(
            pass.in("latent"),
            z,
            halvings.base(),
            width,
            weights.initializer()); // [batch, b, b, w]
    for (int i = 0; i < halvings.count(); i++) {
      h = block(pass.in("block" + i), h); // [batch, twice, twice, width]
    }
    Pass output = pass.in("image");
    h = rectified(output, h);
    h =
        Convolution.withBias(
            output, h, Window.THREE, image.channels(), weights.initializer()); // [batch, s, s, c]
    return output.tf().math.tanh(h);
  }

  private Operand<TFloat32> block(Pass pass, Operand<TFloat32> x) {
    Pass first = pass.in("conv0");
    Operand<TFloat32> h = Upsample.nearest(first, rectified(first, x));
    h = Convolution.withBias(first, h, Window.THREE, width, weights.residual());
    Pass second = pass.in("conv1");
    h = rectified(second, h);
    h = Convolution.withBias(second, h, Window.THREE, width, weights.residual());
    Pass shortcut = pass.in("shortcut");
    // Before the upsampling, where it costs a quarter: a convolution 1×1 sees no neighbours.
    Operand<TFloat32> straight =
        Convolution.withBias(shortcut, x, Window.ONE, width, weights.initializer());
    return pass.tf().math.add(h, Upsample.nearest(shortcut, straight));
  }

  private Operand<TFloat32> rectified(Pass pass, Operand<TFloat32> h) {
    return Activation.RELU.apply(pass, normalization.apply(pass, h));
  }
}
