package dev.gantry.explore;

import dev.gantry.Generator;
import dev.gantry.data.ImageDimensions;
import java.util.function.Function;

/**
 * A loaded generator.
 *
 * @param images of latents, in one of the ways in which the generator makes them
 */
record GeneratorDecoder(Generator generator, Function<float[][], float[]> images)
    implements LatentDecoder {
  @Override
  public int latentSize() {
    return generator.latentSize();
  }

  @Override
  public ImageDimensions image() {
    return new ImageDimensions(
        generator.imageHeight(), generator.imageWidth(), generator.channels());
  }

  @Override
  public float[] decode(float[][] latents) {
    return images.apply(latents);
  }
}
