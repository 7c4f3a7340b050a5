package dev.gantry.model;

import dev.gantry.nn.Activation;
import dev.gantry.nn.BatchNorm;
import dev.gantry.nn.Dense;
import dev.gantry.nn.Pass;
import dev.gantry.nn.TransposedConvolution;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Transposed convolutions from a latent to an image (Radford, Metz and Chintala 2015): 4×4 with
 * stride 2, batch norm on all but the output, weights from N(0, 0.02), no bias.
 *
 * @param width channels of the block beside the image; each block inward doubles them
 * @param widths channels of every block, from the image inward; empty derives them from width
 * @param activation after every batch norm
 */
public record DcganGenerator(int width, List<Integer> widths, Activation activation)
    implements GeneratorArchitecture {

  /** Checks every component. */
  public DcganGenerator {
    widths = List.copyOf(widths);
    DcganBlocks.checkWidths(width, widths);
  }

  /** Width 64, ReLU. */
  public static DcganGenerator defaults() {
    return new DcganGenerator(64, List.of(), Activation.RELU);
  }

  @Override
  public void checkSize(int size) {
    DcganBlocks.checkSize(size, widths);
  }

  @Override
  public Operand<TFloat32> generate(Pass pass, Operand<TFloat32> z, ImageShape image) {
    List<Integer> channels = DcganBlocks.widths(image.size(), width, widths);
    int innermost = channels.size() - 1;
    Operand<TFloat32> h = project(pass, z, DcganBlocks.base(image.size()), channels.get(innermost));
    for (int i = innermost - 1; i >= 0; i--) {
      Pass block = pass.in("block" + (innermost - i));
      h = TransposedConvolution.twice(block, h, channels.get(i), DcganBlocks.WEIGHTS);
      h = activation.apply(block.tf(), BatchNorm.apply(block, h)); // [batch, twice, twice, width]
    }
    Pass output = pass.in("image");
    h = TransposedConvolution.twice(output, h, image.channels(), DcganBlocks.WEIGHTS);
    return output.tf().math.tanh(h); // [batch, size, size, channels]
  }

  /**
   * The latent as an image of {@code base} pixels: a transposed convolution from 1×1 is a product.
   */
  private Operand<TFloat32> project(Pass pass, Operand<TFloat32> z, int base, int channels) {
    Pass block = pass.in("block0");
    Ops tf = block.tf();
    Operand<TFloat32> h =
        Dense.apply(block, z, base * base * channels, DcganBlocks.WEIGHTS); // [batch, b·b·c]
    h = tf.reshape(h, tf.constant(new int[] {-1, base, base, channels})); // [batch, b, b, c]
    return activation.apply(tf, BatchNorm.apply(block, h));
  }
}
