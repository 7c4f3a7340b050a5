package dev.gantry.model;

import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** A generator: latents in, images out. A new one is one record, and one name in this list. */
public sealed interface GeneratorArchitecture
    permits DcganGenerator,
        MlpGenerator,
        CnnGenerator,
        ResnetGenerator,
        UpsampleGenerator,
        R3ganGenerator {
  /** First part of the names of a generator's variables. */
  String NETWORK = "generator";

  /** What normalizes its activations. */
  Normalization normalization();

  /**
   * Throws an {@link IllegalArgumentException} with the reason and the fix where this network
   * cannot make images of that size.
   */
  void checkSize(int size);

  /**
   * Builds one pass.
   *
   * @param z latents, [batch, latent]; longer where labels stand beside them
   * @param image size and channels of what comes out
   * @return images in [-1, 1], [batch, size, size, channels]
   */
  Operand<TFloat32> generate(Pass pass, Operand<TFloat32> z, ImageShape image);
}
