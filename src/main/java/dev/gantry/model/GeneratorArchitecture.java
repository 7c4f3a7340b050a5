package dev.gantry.model;

/** A generator: latents in, images in [-1, 1] out. */
public sealed interface GeneratorArchitecture permits DcganGenerator, MlpGenerator {
  /**
   * Throws an {@link IllegalArgumentException} with the reason and the fix where this network
   * cannot make images of that size.
   */
  void checkSize(int size);
}
