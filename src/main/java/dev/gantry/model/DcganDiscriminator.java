package dev.gantry.model;

import dev.gantry.error.Check;
import dev.gantry.nn.Activation;
import dev.gantry.nn.Convolution;
import dev.gantry.nn.Dense;
import dev.gantry.nn.Dropout;
import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import dev.gantry.nn.SelfAttention;
import dev.gantry.nn.Weights;
import dev.gantry.nn.Window;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Strided convolutions from an image to a score (Radford, Metz and Chintala 2015): 4×4 with stride
 * 2, normalization on all but the input block, no bias.
 *
 * @param width channels of the block beside the image; each block inward doubles them
 * @param widths channels of every block, from the image inward; empty derives them from width
 * @param activation after every convolution and its normalization
 * @param normalization on all blocks but the first
 * @param spectralNorm whether kernels are divided by their spectral norm
 * @param dropout share of values that are dropped after every activation; 0 for none
 * @param attention height and width of the feature map after which self-attention stands; 0 for
 *     none
 * @param dense units of a hidden dense layer before the score; 0 for none
 * @param weights how kernels start
 */
public record DcganDiscriminator(
    int width,
    List<Integer> widths,
    Activation activation,
    Normalization normalization,
    boolean spectralNorm,
    double dropout,
    int attention,
    int dense,
    Weights weights)
    implements DiscriminatorArchitecture {

  /** Checks every component. */
  public DcganDiscriminator {
    widths = List.copyOf(widths);
    DcganBlocks.checkWidths(width, widths);
    Check.range("dropout", dropout, 0, 0.99);
    Check.range("dense", dense, 0, 65_536);
  }

  /** Width 64, LeakyReLU, batch norm. */
  public static DcganDiscriminator defaults() {
    return new DcganDiscriminator(
        64, List.of(), Activation.LEAKY_RELU, Normalization.BATCH, false, 0, 0, 0, Weights.NORMAL);
  }

  @Override
  public void checkSize(int size) {
    DcganBlocks.checkSize(size, widths);
    DcganBlocks.checkAttention(NETWORK, attention, size);
  }

  @Override
  public Operand<TFloat32> features(Pass pass, Operand<TFloat32> images) {
    int size = (int) images.shape().get(1);
    List<Integer> channels = DcganBlocks.widths(size, width, widths);
    Operand<TFloat32> h = images; // [batch, size, size, channels]
    for (int i = 0; i < channels.size(); i++) {
      Pass block = pass.in("block" + i);
      h = Convolution.apply(block, h, Window.HALVING, channels.get(i), weights.initializer());
      // Normalizing the input block would take from D what tells a batch of fakes from one of
      // reals.
      h = activation.apply(block, i == 0 ? h : normalization.apply(block, h));
      h = Dropout.apply(block, h, dropout); // [batch, half, half, width]
      if (h.shape().get(1) == attention) {
        h = SelfAttention.apply(pass, h, weights.initializer());
      }
    }
    h = Dense.flatten(pass, h); // [batch, base · base · innermost]
    if (dense > 0) {
      Pass hidden = pass.in("dense");
      h = activation.apply(hidden, Dense.withBias(hidden, h, dense, weights.initializer()));
    }
    return h;
  }

  @Override
  public Operand<TFloat32> score(Pass pass, Operand<TFloat32> features) {
    return Dense.apply(pass, features, 1, weights.initializer()); // [batch, 1]
  }
}
