package dev.gantry.config;

import dev.gantry.optim.Adam;
import dev.gantry.optim.OptimizerConfig;

/**
 * One optimizer for each network.
 *
 * @param generator the generator's
 * @param discriminator the discriminator's
 */
public record OptimizerPair(OptimizerConfig generator, OptimizerConfig discriminator) {
  /** Adam as in the DCGAN paper for both. */
  public static OptimizerPair defaults() {
    return new OptimizerPair(Adam.defaults(), Adam.defaults());
  }
}
