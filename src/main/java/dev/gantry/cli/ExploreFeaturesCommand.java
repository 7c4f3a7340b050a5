package dev.gantry.cli;

import dev.gantry.data.DataConfig;
import dev.gantry.data.ImageLoader;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.explore.ExploreReport;
import dev.gantry.explore.FeatureExperiment;
import dev.gantry.explore.RunDiscriminator;
import dev.gantry.train.TrainingRun;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tries what a discriminator's features are good for. */
@Command(
    name = "features",
    description = {
      "Trains a linear classifier on what a run's discriminator sees in its training images, and"
          + " says what share of the test images it tells right: with all labels and with few.",
      "Beside it stands the same for the discriminator before training, raw pixels, and K-means of"
          + " patches."
    })
final class ExploreFeaturesCommand extends GantrySubcommand {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private RunArgument source;

  @Option(
      names = "--labels",
      paramLabel = "N",
      defaultValue = "400",
      description = "Labels of each class where there are few; ${DEFAULT-VALUE}.")
  private int labels;

  @Option(
      names = "--patches",
      paramLabel = "N",
      defaultValue = "400",
      description = "Centroids of K-means; ${DEFAULT-VALUE}. 0 leaves it out.")
  private int patches;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Take only the first N images to train on; 0 takes all.")
  private int limit;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seed of all that is drawn; ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ExploreOutput output;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private DataOptions data;

  @Override
  public Integer call() {
    output.requireFree();
    FeatureExperiment experiment = experiment();
    TrainingRun run = source.open();
    RunDiscriminator trained = RunDiscriminator.trained(run);
    FeatureExperiment.Sets sets = sets(run.config().data());
    ExploreReport report =
        experiment.explore(
            source.path().toString(),
            trained,
            RunDiscriminator.untrained(run),
            sets,
            new Watcher());
    output.write(report, out());
    return ExitCode.OK;
  }

  private FeatureExperiment experiment() {
    try {
      return new FeatureExperiment(labels, patches, seed);
    } catch (IllegalArgumentException e) {
      throw new UserException("--" + e.getMessage(), e);
    }
  }

  private FeatureExperiment.Sets sets(DataConfig own) {
    if (!ImageLoader.hasTestPart(own.source(), data.paths(workspace()))) {
      throw new UserException(
          "%s has no part to test on; explore a run on a source that has, such as mnist"
              .formatted(own.source()));
    }
    return new FeatureExperiment.Sets(
        load(own.part(DataConfig.Split.TRAIN, limit)), load(own.part(DataConfig.Split.TEST, 0)));
  }

  private ImageSet load(DataConfig part) {
    return data.load(part, workspace(), err());
  }

  /** Says how far it is, and each line as it is found. */
  private final class Watcher implements FeatureExperiment.Progress {
    private @Nullable CountProgress progress;

    @Override
    public void extracted(String name, int images, int all) {
      if (progress == null) {
        progress = new CountProgress(err(), workspace().terminalColumns(), name, "images");
      }
      progress.update(images, all);
      if (images == all) {
        progress.finish();
        progress = null;
      }
    }

    @Override
    public void found(FeatureExperiment.Line line) {
      out()
          .printf(
              Locale.ROOT,
              "%-30s %,7d numbers  %5.1f%% with %,d labels  %5.1f%% with %,d%n",
              line.name(),
              line.columns(),
              100 * line.accuracy(),
              line.labels(),
              100 * line.fewAccuracy(),
              line.fewLabels());
      out().flush();
    }
  }
}
