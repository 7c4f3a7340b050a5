package dev.gantry.cli;

import dev.gantry.Generator;
import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import dev.gantry.evaluate.Samples;
import java.util.List;

/**
 * Images that a generator makes of the seeds from {@code seed} on. Where it takes classes, these
 * come as often as among the reals: each is that of a real image, drawn at random.
 *
 * @param name how reports call it
 * @param generator stays the caller's
 * @param reals whose classes are drawn
 * @param count how many images
 * @param seed of the first image, and of the draws
 */
record GeneratedSamples(String name, Generator generator, ImageSet reals, int count, long seed)
    implements Samples {
  @Override
  public ImageDimensions shape() {
    return new ImageDimensions(
        generator.imageHeight(), generator.imageWidth(), generator.channels());
  }

  @Override
  public List<String> classes() {
    return generator.labels();
  }

  @Override
  public Batch batch(int first, int size) {
    int[] labels = classes().isEmpty() ? new int[0] : Samples.labelsLike(reals, seed + first, size);
    return new Batch(generator.generateLevels(seed + first, size, labels), labels);
  }
}
