package dev.gantry.model;

import dev.gantry.nn.Activation;
import java.util.List;

/**
 * Transposed convolutions from a latent to an image (Radford, Metz and Chintala 2015).
 *
 * @param width channels beside the image; each block inward doubles them
 * @param widths channels of every block, from the image inward; empty derives them from width
 * @param activation after every batch norm
 */
public record DcganGenerator(int width, List<Integer> widths, Activation activation)
    implements GeneratorArchitecture {
  /** Copies. */
  public DcganGenerator {
    widths = List.copyOf(widths);
  }

  /** Width 64, ReLU. */
  public static DcganGenerator defaults() {
    return new DcganGenerator(64, List.of(), Activation.RELU);
  }

  @Override
  public void checkSize(int size) {}
}
