package dev.gantry.model;

import dev.gantry.nn.Activation;
import dev.gantry.nn.Convolution;
import dev.gantry.nn.Dense;
import dev.gantry.nn.Downsample;
import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import dev.gantry.nn.Window;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * R3GAN's discriminator (Huang et al. 2024, <a
 * href="https://arxiv.org/abs/2501.05441">arXiv:2501.05441</a>, section 3), the generator
 * backwards: a convolution 1×1 of the image, at each size residual blocks without normalization,
 * bilinear downsampling between the sizes, and of the smallest image a learned weighted sum in each
 * channel, then a dense layer without bias.
 *
 * <p>What is published, and what differs, stands at {@link R3ganGenerator}. The paper's class
 * embedding is a vector that the features are multiplied with: {@link LabelProjection}, which adds
 * a score without classes.
 *
 * @param width channels between blocks
 * @param blocks residual blocks at each size
 * @param cardinality groups of the convolutions 3×3; each costs operations, so fewer are faster
 * @param expansion times as many channels inside a block
 */
public record R3ganDiscriminator(int width, int blocks, int cardinality, int expansion)
    implements DiscriminatorArchitecture {

  /** Checks every component. */
  public R3ganDiscriminator {
    R3ganBlocks.checkOptions(width, blocks, cardinality, expansion);
  }

  /** Width 96, 1 block a size, 12 groups of 16 channels as in the paper. */
  public static R3ganDiscriminator defaults() {
    return new R3ganDiscriminator(96, 1, 12, 2);
  }

  @Override
  public Normalization normalization() {
    return Normalization.NONE;
  }

  @Override
  public Activation activation() {
    return Activation.LEAKY_RELU;
  }

  @Override
  public boolean spectralNorm() {
    return false;
  }

  @Override
  public void checkSize(int size) {
    Halvings.checkSize(size, "r3gan");
  }

  @Override
  public Operand<TFloat32> features(Pass pass, Operand<TFloat32> images) {
    Halvings halvings = Halvings.of((int) images.shape().get(1));
    int stages = halvings.count() + 1;
    R3ganBlocks residual = new R3ganBlocks(width, expansion, cardinality, stages * blocks);
    Operand<TFloat32> h =
        Convolution.apply(
            pass.in("image"), images, Window.ONE, width, R3ganBlocks.LINEAR); // [b, s, s, width]
    for (int stage = 0; stage < stages; stage++) {
      Pass at = pass.in("stage" + stage);
      h = stage == 0 ? h : Downsample.bilinear(at, h); // [batch, half, half, width]
      for (int i = 0; i < blocks; i++) {
        h = residual.block(at.in("block" + i), h);
      }
    }
    return basis(pass.in("basis"), h, halvings.base());
  }

  /** A convolution of each channel by itself with a kernel as large as the image. */
  private Operand<TFloat32> basis(Pass pass, Operand<TFloat32> x, int base) {
    Ops tf = pass.tf();
    Operand<TFloat32> basis =
        pass.trainable(
            "basis", Shape.of(base, base, width), R3ganBlocks.LINEAR); // [base, base, width]
    return tf.reduceSum(tf.math.mul(x, basis), tf.constant(new int[] {1, 2})); // [batch, width]
  }

  @Override
  public Operand<TFloat32> score(Pass pass, Operand<TFloat32> features) {
    return Dense.apply(pass, features, 1, R3ganBlocks.LINEAR); // [batch, 1]
  }
}
