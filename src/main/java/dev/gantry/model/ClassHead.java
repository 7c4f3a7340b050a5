package dev.gantry.model;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.gantry.error.Check;

/**
 * A second output that says the class, and both players want it right: the auxiliary classifier GAN
 * (Odena, Olah and Shlens 2017, section 3).
 *
 * @param discriminatorWeight of the class loss in the discriminator's loss
 * @param generatorWeight of the class loss in the generator's loss
 * @param fakes whether the discriminator also learns classes from generated images, as in the paper
 */
@JsonTypeName("class-head")
public record ClassHead(double discriminatorWeight, double generatorWeight, boolean fakes)
    implements DiscriminatorLabels {
  /** Checks the weights. */
  public ClassHead {
    Check.range("discriminator-weight", discriminatorWeight, 0, 1e6);
    Check.range("generator-weight", generatorWeight, 0, 1e6);
  }

  /** The paper's: all weights 1, classes learned from reals and fakes. */
  public static ClassHead defaults() {
    return new ClassHead(1, 1, true);
  }
}
