package dev.gantry.config;

import dev.gantry.error.Check;
import dev.gantry.model.DcganDiscriminator;
import dev.gantry.model.DcganGenerator;
import dev.gantry.model.DiscriminatorArchitecture;
import dev.gantry.model.GeneratorArchitecture;

/**
 * The two networks.
 *
 * @param latent length of the latent vector z, standard normal
 * @param generator from z to an image
 * @param discriminator from an image to a logit
 */
public record ModelConfig(
    int latent, GeneratorArchitecture generator, DiscriminatorArchitecture discriminator) {
  /** Checks every component. */
  public ModelConfig {
    Check.range("latent", latent, 1, 8192);
  }

  /** The DCGAN paper's latent length, and its networks. */
  public static ModelConfig defaults() {
    return new ModelConfig(100, DcganGenerator.defaults(), DcganDiscriminator.defaults());
  }
}
