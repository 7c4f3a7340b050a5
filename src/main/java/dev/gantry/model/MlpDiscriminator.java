package dev.gantry.model;

import dev.gantry.nn.Activation;
import java.util.List;

/**
 * Dense layers from an image to a logit: the plain GAN (Goodfellow et al. 2014).
 *
 * @param hidden units of every hidden layer, from the image on
 * @param activation after every hidden layer
 */
public record MlpDiscriminator(List<Integer> hidden, Activation activation)
    implements DiscriminatorArchitecture {
  /** Copies. */
  public MlpDiscriminator {
    hidden = List.copyOf(hidden);
  }

  /** 512, 256 units, LeakyReLU. */
  public static MlpDiscriminator defaults() {
    return new MlpDiscriminator(List.of(512, 256), Activation.LEAKY_RELU);
  }

  @Override
  public void checkSize(int size) {}
}
