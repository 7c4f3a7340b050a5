package dev.gantry.cli;

import dev.gantry.data.ImageDimensions;
import dev.gantry.evaluate.Extractors;
import dev.gantry.features.FeatureExtractor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which network images are seen through. */
final class ExtractorOptions {
  private static final String INCEPTION = "inception";

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
    return Extractors.open(extractor == null ? "" : extractor, shape);
  }
}
