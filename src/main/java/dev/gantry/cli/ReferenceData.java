package dev.gantry.cli;

import dev.gantry.Generator;
import dev.gantry.data.DataConfig;
import dev.gantry.data.DataPaths;
import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageLoader;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.explore.TrainingImages;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The real images that a generator is held against.
 *
 * @param config as they are loaded: of the shape that the generator makes
 * @param own whether these are the images that it was trained on, which the run itself brought to
 *     that shape
 */
record ReferenceData(DataConfig config, boolean own) {
  /**
   * What was asked for, or what the model was trained on.
   *
   * @param source as a person gave it
   */
  static ReferenceData of(Generator generator, @Nullable String source, DataConfig.Split split) {
    Map<?, ?> trained = (Map<?, ?>) generator.info().config().getOrDefault("data", Map.of());
    Object trainedOn = trained.get("source");
    if (source == null && trainedOn == null) {
      throw new UserException("the model does not say what it was trained on; give --reference");
    }
    String name = source == null ? String.valueOf(trainedOn) : source;
    if (generator.imageHeight() != generator.imageWidth()) {
      throw new UserException("the model's images are not square; they cannot be measured");
    }
    DataConfig.Resize resize =
        "bicubic".equals(trained.get("resize"))
            ? DataConfig.Resize.BICUBIC
            : DataConfig.Resize.AREA;
    boolean own = name.equals(trainedOn);
    int limit = own && trained.get("limit") instanceof Integer first ? first : 0;
    return new ReferenceData(
        new DataConfig(name, split, generator.imageHeight(), generator.channels(), resize, limit),
        own);
  }

  /** How reports call them. */
  String name() {
    return "%s (%s)".formatted(config.source(), config.split().name().toLowerCase(Locale.ROOT));
  }

  /**
   * Checks that they have the classes that a generator makes.
   *
   * @param source how messages call the generator
   * @throws UserException if they have no labels, or others
   */
  void requireClasses(ImageSet images, Generator generator, Path source) {
    int wanted = generator.labels().size();
    if (images.classes().size() != wanted) {
      throw new UserException(
          "%s has %s, %s makes %d classes; give a reference with the same ones"
              .formatted(
                  name(),
                  images.classes().isEmpty() ? "no labels" : images.classes().size() + " classes",
                  source,
                  wanted));
    }
  }

  /**
   * Loads them.
   *
   * @throws UserException if they are of another shape than the model's, and it was not trained on
   *     them: how they are resized would then count more than what it makes
   */
  ImageSet load(DataOptions data, Workspace workspace, PrintWriter err) {
    requireShape(data.paths(workspace));
    return data.load(config, workspace, err);
  }

  /**
   * Loads them with their names, and images that the model was not trained on: the first of the
   * test split, where these are of the other one.
   *
   * @throws UserException as {@link #load}
   */
  TrainingImages loadTraining(DataOptions data, Workspace workspace, PrintWriter err) {
    requireShape(data.paths(workspace));
    boolean tested =
        config.split() == DataConfig.Split.TRAIN
            && ImageLoader.hasTestPart(config.source(), data.paths(workspace));
    return new TrainingImages(
        name(),
        data.loadNamed(config, workspace, err),
        tested ? Optional.of(data.load(heldOut(), workspace, err)) : Optional.empty());
  }

  private DataConfig heldOut() {
    return config.part(DataConfig.Split.TEST, TrainingImages.heldOutCount(shape()));
  }

  private ImageDimensions shape() {
    return new ImageDimensions(config.size(), config.size(), config.channels());
  }

  private void requireShape(DataPaths paths) {
    if (own) {
      return;
    }
    ImageDimensions first = ImageLoader.firstShape(config, paths);
    if (!first.equals(shape())) {
      throw new UserException(
          "%s has images of %s, the model makes %s; give a reference of the same size and channels"
              .formatted(config.source(), first, shape()));
    }
  }
}
