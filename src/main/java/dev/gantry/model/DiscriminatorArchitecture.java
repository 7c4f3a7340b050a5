package dev.gantry.model;

import dev.gantry.error.Check;
import dev.gantry.nn.Activation;
import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** A discriminator: images in, one score each out. A new one is one record, and one name here. */
public sealed interface DiscriminatorArchitecture
    permits DcganDiscriminator,
        MlpDiscriminator,
        CnnDiscriminator,
        ResnetDiscriminator,
        R3ganDiscriminator,
        SrganDiscriminator {
  /** First part of the names of a discriminator's variables. */
  String NETWORK = "discriminator";

  /** What normalizes its activations. */
  Normalization normalization();

  /** What follows its layers. */
  Activation activation();

  /** Whether its kernels are divided by their spectral norm. */
  boolean spectralNorm();

  /**
   * Throws an {@link IllegalArgumentException} with the reason and the fix where this network
   * cannot take images of that size.
   */
  void checkSize(int size);

  /**
   * Throws an {@link IllegalArgumentException} with the reason and the fix where no penalty may be
   * put on this network's gradient.
   */
  default void checkPenalized() {
    Check.that(
        normalization() != Normalization.BATCH,
        "model.discriminator.normalization is batch, but a penalty holds the gradient of each image"
            + " by itself, and batch norm mixes them; use layer, instance or none");
    Check.that(
        activation().hasSecondDerivative(),
        "model.discriminator.activation is tanh, which TensorFlow cannot derive twice as a penalty"
            + " needs; use leaky-relu or relu");
  }

  /**
   * Builds one pass, up to the layer before the score.
   *
   * @param images in [-1, 1], [batch, size, size, channels]; more channels where labels are one
   * @return [batch, features]
   */
  Operand<TFloat32> features(Pass pass, Operand<TFloat32> images);

  /**
   * The last layer.
   *
   * @param pass in the part {@code logit}
   * @param features [batch, features]
   * @return [batch, 1]
   */
  Operand<TFloat32> score(Pass pass, Operand<TFloat32> features);
}
