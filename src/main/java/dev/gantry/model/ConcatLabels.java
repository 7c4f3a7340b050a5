package dev.gantry.model;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.gantry.error.Check;

/**
 * The class beside the latent, as in the conditional GAN (Mirza and Osindero 2014).
 *
 * @param embedding length of a learned vector for each class; 0 gives the class as a one-hot vector
 */
@JsonTypeName("concat")
public record ConcatLabels(int embedding) implements GeneratorLabels {
  /** Checks the length. */
  public ConcatLabels {
    Check.range("embedding", embedding, 0, 8192);
  }

  /** One-hot. */
  public static ConcatLabels defaults() {
    return new ConcatLabels(0);
  }
}
