package dev.gantry.explore;

import dev.gantry.Generator;
import dev.gantry.data.ImageDimensions;
import java.util.Arrays;

/**
 * A generator as experiments on latents see it: of one class where it has classes, so that nothing
 * but the latent changes.
 */
public interface LatentDecoder {
  /** Length of a latent. */
  int latentSize();

  /** Size and channels of an image. */
  ImageDimensions image();

  /**
   * The images of these latents.
   *
   * @param latents [count, latent size]; count at least 1
   * @return [count, height, width, channels] in row-major order, values in [0, 1]
   */
  float[] decode(float[][] latents);

  /** A model without classes. */
  static LatentDecoder of(Generator generator) {
    return new GeneratorDecoder(generator, generator::decodeArray);
  }

  /**
   * A model with classes, making one of them.
   *
   * @param label of the class
   * @throws IllegalArgumentException by {@link #decode} if the model has no such class
   */
  static LatentDecoder of(Generator generator, int label) {
    return new GeneratorDecoder(
        generator,
        latents -> {
          int[] labels = new int[latents.length];
          Arrays.fill(labels, label);
          return generator.decodeArray(latents, labels);
        });
  }
}
