package dev.gantry.model;

import dev.gantry.nn.Activation;
import java.util.List;

/**
 * Strided convolutions from an image to a logit (Radford, Metz and Chintala 2015).
 *
 * @param width channels beside the image; each block inward doubles them
 * @param widths channels of every block, from the image inward; empty derives them from width
 * @param activation after every convolution or batch norm
 * @param dense units of a hidden dense layer before the logit; 0 for none
 */
public record DcganDiscriminator(int width, List<Integer> widths, Activation activation, int dense)
    implements DiscriminatorArchitecture {
  /** Copies. */
  public DcganDiscriminator {
    widths = List.copyOf(widths);
  }

  /** Width 64, LeakyReLU. */
  public static DcganDiscriminator defaults() {
    return new DcganDiscriminator(64, List.of(), Activation.LEAKY_RELU, 0);
  }

  @Override
  public void checkSize(int size) {}
}
