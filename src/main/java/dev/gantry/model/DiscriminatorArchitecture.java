package dev.gantry.model;

/** A discriminator: images in [-1, 1] in, one logit each out. */
public sealed interface DiscriminatorArchitecture permits DcganDiscriminator, MlpDiscriminator {
  /**
   * Throws an {@link IllegalArgumentException} with the reason and the fix where this network
   * cannot take images of that size.
   */
  void checkSize(int size);
}
