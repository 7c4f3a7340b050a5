package dev.gantry.cli;

import dev.gantry.data.DataConfig;
import dev.gantry.data.ImageSet;
import dev.gantry.error.UserException;
import dev.gantry.explore.FilterViews;
import dev.gantry.explore.RunDiscriminator;
import dev.gantry.train.TrainingRun;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a discriminator looks for. */
@Command(
    name = "filters",
    description = {
      "Shows what the units of a run's discriminator look for, after training and before it.",
      "The kernels of the first layer as pictures; and for features of a deeper one the training"
          + " images that excite them most, with the part of each that does, by guided"
          + " backpropagation."
    })
final class ExploreFiltersCommand extends GantrySubcommand {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private RunArgument source;

  @Option(
      names = "--features",
      paramLabel = "N,N,…",
      split = ",",
      defaultValue = "0,1,2,3,4,5",
      description = "Features to show, from 0; the first six, as in the DCGAN paper.")
  private List<Integer> features = List.of();

  @Option(
      names = "--examples",
      paramLabel = "N",
      defaultValue = "6",
      description = "Images of each; ${DEFAULT-VALUE}.")
  private int examples;

  @Option(
      names = "--map",
      paramLabel = "N",
      defaultValue = "-1",
      description =
          "Which feature map, counted from the image on, from 0; ${DEFAULT-VALUE} is the last.")
  private int map;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Training images to look through; ${DEFAULT-VALUE}. 0 takes all.")
  private int limit;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ExploreOutput output;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private DataOptions data;

  @Override
  public Integer call() {
    output.requireFree();
    FilterViews views = views();
    TrainingRun run = source.open();
    RunDiscriminator trained = RunDiscriminator.trained(run);
    DataConfig own = run.config().data();
    ImageSet images = data.load(own.part(own.split(), limit), workspace(), err());
    try (CountProgress progress =
        new CountProgress(err(), workspace().terminalColumns(), "looking through", "images")) {
      output.write(
          views.explore(
              source.path().toString(),
              trained,
              RunDiscriminator.untrained(run),
              images,
              progress::update),
          out());
    }
    return ExitCode.OK;
  }

  private FilterViews views() {
    try {
      return new FilterViews(features, examples, map);
    } catch (IllegalArgumentException e) {
      throw new UserException("--" + e.getMessage(), e);
    }
  }
}
