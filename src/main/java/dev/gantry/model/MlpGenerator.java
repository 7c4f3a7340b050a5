package dev.gantry.model;

import dev.gantry.nn.Activation;
import java.util.List;

/**
 * Dense layers from a latent to an image: the plain GAN (Goodfellow et al. 2014).
 *
 * @param hidden units of every hidden layer, from the latent on
 * @param activation after every hidden layer
 */
public record MlpGenerator(List<Integer> hidden, Activation activation)
    implements GeneratorArchitecture {
  /** Copies. */
  public MlpGenerator {
    hidden = List.copyOf(hidden);
  }

  /** 256, 512, 1024 units, LeakyReLU. */
  public static MlpGenerator defaults() {
    return new MlpGenerator(List.of(256, 512, 1024), Activation.LEAKY_RELU);
  }

  @Override
  public void checkSize(int size) {}
}
