package dev.gantry.cli;

import dev.gantry.Generator;
import dev.gantry.error.UserException;
import dev.gantry.explore.LatentDecoder;
import dev.gantry.explore.LatentPath;
import dev.gantry.explore.Walk;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Walks between latents. */
@Command(
    name = "walk",
    description = {
      "Walks from latent to latent, as strips of pictures, films, and the length of each step.",
      "A generator that memorized its training images jumps; one that learned them changes evenly."
    })
final class ExploreWalkCommand extends GantrySubcommand {
  private static final int MAX_CLASSES = 10;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ModelArgument model;

  @Option(
      names = "--seeds",
      paramLabel = "S,S,…",
      split = ",",
      defaultValue = "0,1,2,3",
      description = "Seeds of the pictures to walk between, in their order; ${DEFAULT-VALUE}.")
  private List<Long> seeds = List.of();

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "10",
      description = "Steps from one to the next; ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--path",
      paramLabel = "PATH",
      defaultValue = "BOTH",
      description =
          "spherical, linear or both; ${DEFAULT-VALUE}. A straight line leaves the sphere near"
              + " which the latents of training lie.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default
  private PathChoice path;

  @Option(
      names = "--label",
      paramLabel = "NAME|N",
      description =
          "Class to walk in, by name or by number from 0 on; may be given again. By default all"
              + " classes, at most "
              + MAX_CLASSES
              + ".")
  private List<String> asked = List.of();

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ExploreOutput output;

  private enum PathChoice {
    SPHERICAL,
    LINEAR,
    BOTH;

    List<LatentPath> paths() {
      return switch (this) {
        case SPHERICAL -> List.of(LatentPath.SPHERICAL);
        case LINEAR -> List.of(LatentPath.LINEAR);
        case BOTH -> List.of(LatentPath.values());
      };
    }
  }

  @Override
  public Integer call() {
    output.requireFree();
    Walk walk = walk();
    try (Generator generator = model.modelOrRun().open()) {
      ChosenClasses classes = ChosenClasses.of(model.path(), generator.labels(), asked);
      output.write(walk.explore(model.path().toString(), tracks(generator, classes)), out());
    }
    return ExitCode.OK;
  }

  private Walk walk() {
    try {
      return new Walk(seeds, steps, path.paths());
    } catch (IllegalArgumentException e) {
      throw new UserException("--" + e.getMessage(), e);
    }
  }

  private static Map<String, LatentDecoder> tracks(Generator generator, ChosenClasses classes) {
    if (classes.isEmpty()) {
      return Map.of("", LatentDecoder.of(generator));
    }
    Map<String, LatentDecoder> tracks = new LinkedHashMap<>();
    classes.labels().stream()
        .limit(MAX_CLASSES)
        .forEach(
            label -> tracks.put(classes.names().get(label), LatentDecoder.of(generator, label)));
    return tracks;
  }
}
