package dev.gantry.evaluate;

import dev.gantry.classify.Classifier;
import dev.gantry.data.ImageDimensions;
import dev.gantry.error.UserException;
import dev.gantry.features.ClassifierExtractor;
import dev.gantry.features.FeatureExtractor;
import dev.gantry.features.InceptionExtractor;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens the extractor that a person names. */
public final class Extractors {
  private static final ImageDimensions DIGIT = new ImageDimensions(28, 28, 1);

  private Extractors() {}

  /**
   * Opens it.
   *
   * @param name a folder of {@code gantry classify train}, or the file of the Inception graph;
   *     empty: the classifier of MNIST's digits that ships with Gantry
   * @param shape of the images that it is to see
   * @throws UserException if it is none, is damaged, or does not take such images
   */
  public static FeatureExtractor open(String name, ImageDimensions shape) {
    FeatureExtractor extractor = open(name);
    try {
      if (name.isEmpty() && !shape.equals(DIGIT)) {
        throw new UserException(
            "the classifier that ships with Gantry is for digits of %s, the images are %s; name a folder of gantry classify train, or the Inception graph"
                .formatted(DIGIT, shape));
      }
      extractor.check(shape);
      return extractor;
    } catch (RuntimeException e) {
      extractor.close();
      throw e;
    }
  }

  private static FeatureExtractor open(String name) {
    if (name.isEmpty()) {
      return new ClassifierExtractor(Classifier.shippedMnist());
    }
    Path path = Path.of(name);
    return Files.isRegularFile(path)
        ? InceptionExtractor.open(path)
        : new ClassifierExtractor(Classifier.open(path));
  }
}
