package dev.gantry.model;

import dev.gantry.nn.Convolution;
import dev.gantry.nn.Dense;
import dev.gantry.nn.Initializer;
import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Upsample;
import dev.gantry.nn.Window;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * R3GAN's generator (Huang et al. 2024, <a
 * href="https://arxiv.org/abs/2501.05441">arXiv:2501.05441</a>, section 3): a learned small image
 * weighed by the latent, then at each size residual blocks without normalization, with bilinear
 * upsampling between the sizes, and a convolution 1×1 to the image.
 *
 * <p>The paper's CIFAR-10 network has width 768, 2 blocks a size and 96 groups, 20.6 million
 * parameters, and reaches FID 1.96 with labels after 250 million images. The defaults here are of a
 * size that one machine can train. Besides, two things differ: tanh ends the network, so that
 * images stay in [-1, 1]; and all sizes have one width, as the paper has on CIFAR-10 only.
 *
 * @param width channels between blocks
 * @param blocks residual blocks at each size
 * @param cardinality groups of the convolutions 3×3; each costs operations, so fewer are faster
 * @param expansion times as many channels inside a block
 */
public record R3ganGenerator(int width, int blocks, int cardinality, int expansion)
    implements GeneratorArchitecture {

  /** Checks every component. */
  public R3ganGenerator {
    R3ganBlocks.checkOptions(width, blocks, cardinality, expansion);
  }

  /** Width 96, 1 block a size, 12 groups of 16 channels as in the paper. */
  public static R3ganGenerator defaults() {
    return new R3ganGenerator(96, 1, 12, 2);
  }

  @Override
  public Normalization normalization() {
    return Normalization.NONE;
  }

  @Override
  public void checkSize(int size) {
    Halvings.checkSize(size, "r3gan");
  }

  @Override
  public Operand<TFloat32> generate(Pass pass, Operand<TFloat32> z, ImageShape image) {
    Halvings halvings = Halvings.of(image.size());
    int stages = halvings.count() + 1;
    R3ganBlocks residual = new R3ganBlocks(width, expansion, cardinality, stages * blocks);
    Operand<TFloat32> h = basis(pass.in("basis"), z, halvings.base()); // [batch, base, base, width]
    for (int stage = 0; stage < stages; stage++) {
      Pass at = pass.in("stage" + stage);
      h = stage == 0 ? h : Upsample.bilinear(at, h); // [batch, twice, twice, width]
      for (int i = 0; i < blocks; i++) {
        h = residual.block(at.in("block" + i), h);
      }
    }
    Pass output = pass.in("image");
    h = Convolution.apply(output, h, Window.ONE, image.channels(), R3ganBlocks.LINEAR);
    return output.tf().math.tanh(h); // [batch, size, size, channels]
  }

  private Operand<TFloat32> basis(Pass pass, Operand<TFloat32> z, int base) {
    Ops tf = pass.tf();
    Operand<TFloat32> basis =
        pass.trainable(
            "basis", Shape.of(base, base, width), new Initializer.Normal(0, 1)); // [b, b, width]
    Operand<TFloat32> weights =
        tf.reshape(
            Dense.apply(pass, z, width, R3ganBlocks.LINEAR),
            tf.constant(new int[] {-1, 1, 1, width})); // [batch, 1, 1, width]
    return tf.math.mul(weights, basis);
  }
}
