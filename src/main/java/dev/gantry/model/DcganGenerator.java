package dev.gantry.model;

import dev.gantry.nn.Activation;
import dev.gantry.nn.Dense;
import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import dev.gantry.nn.SelfAttention;
import dev.gantry.nn.TransposedConvolution;
import dev.gantry.nn.Weights;
import dev.gantry.nn.Window;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Transposed convolutions from a latent to an image (Radford, Metz and Chintala 2015): 4×4 with
 * stride 2, normalization on all but the output, no bias.
 *
 * @param width channels of the block beside the image; each block inward doubles them
 * @param widths channels of every block, from the image inward; empty derives them from width
 * @param activation after every normalization
 * @param normalization on all blocks but the output
 * @param attention height and width of the feature map after which self-attention stands; 0 for
 *     none
 * @param weights how kernels start
 */
public record DcganGenerator(
    int width,
    List<Integer> widths,
    Activation activation,
    Normalization normalization,
    int attention,
    Weights weights)
    implements GeneratorArchitecture {

  /** Checks every component. */
  public DcganGenerator {
    widths = List.copyOf(widths);
    DcganBlocks.checkWidths(width, widths);
  }

  /** Width 64, ReLU, batch norm. */
  public static DcganGenerator defaults() {
    return new DcganGenerator(
        64, List.of(), Activation.RELU, Normalization.BATCH, 0, Weights.NORMAL);
  }

  @Override
  public void checkSize(int size) {
    DcganBlocks.checkSize(size, widths);
    DcganBlocks.checkAttention(NETWORK, attention, size);
  }

  @Override
  public Operand<TFloat32> generate(Pass pass, Operand<TFloat32> z, ImageShape image) {
    List<Integer> channels = DcganBlocks.widths(image.size(), width, widths);
    int innermost = channels.size() - 1;
    Operand<TFloat32> h = project(pass, z, DcganBlocks.base(image.size()), channels.get(innermost));
    h = attend(pass, h); // [batch, base, base, innermost]
    for (int i = innermost - 1; i >= 0; i--) {
      Pass block = pass.in("block" + (innermost - i));
      h =
          TransposedConvolution.apply(
              block, h, Window.HALVING, channels.get(i), weights.initializer());
      h = activation.apply(block, normalization.apply(block, h)); // [batch, twice, twice, width]
      h = attend(pass, h);
    }
    Pass output = pass.in("image");
    h =
        TransposedConvolution.apply(
            output, h, Window.HALVING, image.channels(), weights.initializer());
    return output.tf().math.tanh(h); // [batch, size, size, channels]
  }

  private Operand<TFloat32> attend(Pass pass, Operand<TFloat32> h) {
    return h.shape().get(1) == attention ? SelfAttention.apply(pass, h, weights.initializer()) : h;
  }

  /**
   * The latent as an image of {@code base} pixels: a transposed convolution from 1×1 is a product.
   */
  private Operand<TFloat32> project(Pass pass, Operand<TFloat32> z, int base, int channels) {
    Pass block = pass.in("block0");
    Ops tf = block.tf();
    Operand<TFloat32> h =
        Dense.apply(block, z, base * base * channels, weights.initializer()); // [batch, b·b·c]
    h = tf.reshape(h, tf.constant(new int[] {-1, base, base, channels})); // [batch, b, b, c]
    return activation.apply(block, normalization.apply(block, h));
  }
}
