package dev.gantry.cli;

import dev.gantry.Generator;
import dev.gantry.data.ImageDimensions;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.explore.GeneratedImages;
import dev.gantry.explore.Nearness;
import dev.gantry.explore.NeighbourQuery;
import dev.gantry.explore.NeighbourReport;
import dev.gantry.explore.TrainingImages;
import dev.gantry.explore.TrainingNeighbours;
import dev.gantry.features.FeatureExtractor;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds the training images nearest to generated ones. */
@Command(
    name = "neighbours",
    description = {
      "Shows generated images beside the training images nearest to them, in pixels and in"
          + " features: whether a generator repeats what it was shown.",
      "Where the source has a test split, the distances of its images tell what is usual. Of a"
          + " model with classes, images of all classes are made in turn."
    })
final class ExploreNeighboursCommand extends GantrySubcommand {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ModelArgument model;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "16",
      description = "Images to make, at most 1000; ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--nearest",
      paramLabel = "N",
      defaultValue = "5",
      description = "Training images to show for each, at most 32; ${DEFAULT-VALUE}.")
  private int nearest;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seed of the first image; ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--label",
      paramLabel = "NAME|N",
      description =
          "Class to make, by name or by number from 0 on; may be given again. By default all"
              + " classes in turn.")
  private List<String> asked = List.of();

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ReferenceOptions reference;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ExtractorOptions extractors;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private DataOptions data;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ExploreOutput output;

  @Override
  public Integer call() {
    output.requireFree();
    NeighbourQuery query = query();
    try (Generator generator = model.modelOrRun().open()) {
      ChosenClasses classes = ChosenClasses.of(model.path(), generator.labels(), asked);
      ImageDimensions shape =
          new ImageDimensions(
              generator.imageHeight(), generator.imageWidth(), generator.channels());
      query.requireDrawable(shape);
      try (FeatureExtractor extractor = extractors.open(workspace(), shape)) {
        extractor.check(shape);
        TrainingImages training = reference.of(generator).loadTraining(data, workspace(), err());
        explore(generated(generator, shape, classes, query), training, extractor);
      }
    }
    return ExitCode.OK;
  }

  private NeighbourQuery query() {
    try {
      return new NeighbourQuery(seed, count, nearest);
    } catch (IllegalArgumentException e) {
      throw new UserException("--" + e.getMessage(), e);
    }
  }

  private GeneratedImages generated(
      Generator generator, ImageDimensions shape, ChosenClasses classes, NeighbourQuery query) {
    int[] labels =
        classes.isEmpty()
            ? new int[0]
            : IntStream.range(0, count).map(i -> classes.inTurn(seed + i)).toArray();
    byte[] levels = generator.generateLevels(seed, count, labels);
    return new GeneratedImages(
        model.path().toString(), query, ImageSet.of(shape, levels, labels, classes.names()));
  }

  private void explore(
      GeneratedImages generated, TrainingImages training, FeatureExtractor extractor) {
    try (CountProgress progress =
        new CountProgress(err(), workspace().terminalColumns(), "searching", "images")) {
      TrainingNeighbours found =
          TrainingNeighbours.find(generated, training, extractor, progress::update);
      progress.finish();
      line("pixels", found.pixels().nearness());
      line("features", found.features().nearness());
      output.write(
          new NeighbourReport(generated, training, extractor.info(), found).report(), out());
    }
  }

  private void line(String space, Nearness nearness) {
    String usual =
        nearness
            .heldOut()
            .map(
                heldOut ->
                    String.format(
                        Locale.ROOT,
                        ", of held-out images %.4g; %d of %d nearer than 99 %% of these (%.4g)",
                        heldOut.median(),
                        heldOut.generatedBelow(),
                        count,
                        heldOut.quantile()))
            .orElse("; no held-out images to compare with");
    out()
        .printf(
            Locale.ROOT,
            "%s: median distance to the nearest %.4g%s%n",
            space,
            nearness.generatedMedian(),
            usual);
  }
}
