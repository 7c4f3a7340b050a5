package dev.gantry.model;

import dev.gantry.error.Check;
import dev.gantry.nn.Activation;
import dev.gantry.nn.BatchNorm;
import dev.gantry.nn.Convolution;
import dev.gantry.nn.Dense;
import dev.gantry.nn.Pass;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Strided convolutions from an image to a logit (Radford, Metz and Chintala 2015): 4×4 with stride
 * 2, batch norm on all but the input block, weights from N(0, 0.02), no bias.
 *
 * @param width channels of the block beside the image; each block inward doubles them
 * @param widths channels of every block, from the image inward; empty derives them from width
 * @param activation after every convolution or batch norm
 * @param dense units of a hidden dense layer before the logit; 0 for none
 */
public record DcganDiscriminator(int width, List<Integer> widths, Activation activation, int dense)
    implements DiscriminatorArchitecture {

  /** Checks every component. */
  public DcganDiscriminator {
    widths = List.copyOf(widths);
    DcganBlocks.checkWidths(width, widths);
    Check.range("dense", dense, 0, 65_536);
  }

  /** Width 64, LeakyReLU. */
  public static DcganDiscriminator defaults() {
    return new DcganDiscriminator(64, List.of(), Activation.LEAKY_RELU, 0);
  }

  @Override
  public void checkSize(int size) {
    DcganBlocks.checkSize(size, widths);
  }

  @Override
  public Operand<TFloat32> judge(Pass pass, Operand<TFloat32> images) {
    int size = (int) images.shape().get(1);
    List<Integer> channels = DcganBlocks.widths(size, width, widths);
    Operand<TFloat32> h = images; // [batch, size, size, channels]
    for (int i = 0; i < channels.size(); i++) {
      Pass block = pass.in("block" + i);
      h = Convolution.halve(block, h, channels.get(i), DcganBlocks.WEIGHTS);
      // Normalizing the input block would take from D what tells a batch of fakes from one of
      // reals.
      h = activation.apply(block.tf(), i == 0 ? h : BatchNorm.apply(block, h));
    }
    h = Dense.flatten(pass, h); // [batch, base · base · innermost]
    if (dense > 0) {
      Pass hidden = pass.in("dense");
      h = activation.apply(hidden.tf(), Dense.withBias(hidden, h, dense, DcganBlocks.WEIGHTS));
    }
    Pass logit = pass.in("logit").exact();
    Ops tf = logit.tf();
    h = Dense.apply(logit, h, 1, DcganBlocks.WEIGHTS); // [batch, 1]
    return tf.reshape(h, tf.constant(new int[] {-1})); // [batch]
  }
}
