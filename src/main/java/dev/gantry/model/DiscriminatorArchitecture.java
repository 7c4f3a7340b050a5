package dev.gantry.model;

import dev.gantry.nn.Pass;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** A discriminator: images in, one logit each out. A new one is one record, and one name here. */
public sealed interface DiscriminatorArchitecture permits DcganDiscriminator, MlpDiscriminator {
  /** First part of the names of a discriminator's variables. */
  String NETWORK = "discriminator";

  /**
   * Throws an {@link IllegalArgumentException} with the reason and the fix where this network
   * cannot take images of that size.
   */
  void checkSize(int size);

  /**
   * Builds one pass.
   *
   * @param images in [-1, 1], [batch, size, size, channels]
   * @return logits of "this is real", [batch]
   */
  Operand<TFloat32> judge(Pass pass, Operand<TFloat32> images);
}
