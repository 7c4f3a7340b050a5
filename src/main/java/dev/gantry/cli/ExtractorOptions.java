package dev.gantry.cli;

import dev.gantry.classify.Classifier;
import dev.gantry.data.ImageDimensions;
import dev.gantry.error.UserException;
import dev.gantry.features.ClassifierExtractor;
import dev.gantry.features.FeatureExtractor;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which network images are seen through. */
final class ExtractorOptions {
  private static final String INCEPTION = "inception";
  private static final ImageDimensions DIGIT = new ImageDimensions(28, 28, 1);

  @Option(
      names = "--extractor",
      paramLabel = "DIR|" + INCEPTION,
      description =
          "What sees the images: a folder of gantry classify train, or "
              + INCEPTION
              + " for FID, KID and IS; by default the classifier of MNIST's digits that ships with"
              + " Gantry, for grey images of 28x28.")
  private @Nullable String extractor;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private InceptionOption inception;

  /**
   * Opens it.
   *
   * @param shape of the images
   * @throws UserException if none was given and none of Gantry's own fits, or it is damaged
   */
  FeatureExtractor open(Workspace workspace, ImageDimensions shape) {
    if (INCEPTION.equals(extractor) || (extractor == null && inception.isGiven())) {
      return inception.open(workspace);
    }
    if (extractor != null) {
      return new ClassifierExtractor(Classifier.open(Path.of(extractor)));
    }
    if (!shape.equals(DIGIT)) {
      throw new UserException(
          "there is no classifier for images of %s; give --extractor inception, or a folder of gantry classify train"
              .formatted(shape));
    }
    return new ClassifierExtractor(Classifier.shippedMnist());
  }
}
