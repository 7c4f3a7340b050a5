package dev.gantry.model;

import dev.gantry.nn.Normalization;
import dev.gantry.nn.Pass;
import java.util.OptionalInt;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A generator: latents or smaller images in, images out. A new one is one record, and one name in
 * this list.
 */
public sealed interface GeneratorArchitecture
    permits DcganGenerator,
        MlpGenerator,
        CnnGenerator,
        ResnetGenerator,
        UpsampleGenerator,
        R3ganGenerator,
        SrganGenerator {
  /** First part of the names of a generator's variables. */
  String NETWORK = "generator";

  /** What normalizes its activations. */
  Normalization normalization();

  /**
   * How many times as high and wide its images are as the smaller ones that it makes them from;
   * empty where it makes them from latents.
   */
  default OptionalInt enlarges() {
    return OptionalInt.empty();
  }

  /**
   * How many pixels away a pixel of the small image can still matter to one of the large image that
   * it becomes: what pictures that are enlarged in parts must overlap by.
   */
  default int reach() {
    return 0;
  }

  /**
   * Throws an {@link IllegalArgumentException} with the reason and the fix where this network
   * cannot make images of that size.
   */
  void checkSize(int size);

  /**
   * Builds one pass.
   *
   * @param z latents, [batch, latent], longer where labels stand beside them; or smaller images
   * @param image size and channels of what comes out
   * @return images in [-1, 1], [batch, size, size, channels]
   */
  Operand<TFloat32> generate(Pass pass, Operand<TFloat32> z, ImageShape image);
}
