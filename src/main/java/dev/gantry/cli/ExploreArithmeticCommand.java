package dev.gantry.cli;

import dev.gantry.Generator;
import dev.gantry.error.UserException;
import dev.gantry.explore.ExploreReport;
import dev.gantry.explore.LatentArithmetic;
import dev.gantry.explore.LatentDecoder;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Calculates with latents. */
@Command(
    name = "arithmetic",
    description = {
      "Calculates with the latents of pictures: the mean of some, minus that of others, plus that"
          + " of others again.",
      "First --grid, to pick pictures by their numbers; then --a, --minus and --plus with the same"
          + " --seed."
    })
final class ExploreArithmeticCommand extends GantrySubcommand {
  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ModelArgument model;

  @Option(names = "--grid", description = "Write pictures with their numbers to pick from.")
  private boolean grid;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "100",
      description = "Pictures of the grid, at most 1000; ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seed of picture 0; picture i is that of seed S + i. ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--a",
      paramLabel = "I,I,…",
      split = ",",
      description = "Numbers of the pictures to begin with, best three.")
  private List<Integer> start = List.of();

  @Option(
      names = "--minus",
      paramLabel = "I,I,…",
      split = ",",
      description = "Numbers of those to take away.")
  private List<Integer> minus = List.of();

  @Option(
      names = "--plus",
      paramLabel = "I,I,…",
      split = ",",
      description = "Numbers of those to add.")
  private List<Integer> plus = List.of();

  @Option(
      names = "--noise",
      paramLabel = "X",
      defaultValue = "0.25",
      description =
          "Half the width of the uniform noise on the eight pictures around the result;"
              + " ${DEFAULT-VALUE}.")
  private double noise;

  @Option(
      names = "--label",
      paramLabel = "NAME|N",
      description = "Class to make, of a model with classes.")
  private List<String> asked = List.of();

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ExploreOutput output;

  @Override
  public Integer call() {
    output.requireFree();
    boolean terms = !start.isEmpty() || !minus.isEmpty() || !plus.isEmpty();
    if (grid == terms) {
      throw new UserException(
          grid
              ? "--grid was given with --a, --minus or --plus; first pick from the grid, then"
                  + " calculate in a second call"
              : "nothing to calculate; give --grid to pick from, or --a, --minus and --plus");
    }
    LatentArithmetic arithmetic = grid ? null : arithmetic();
    try (Generator generator = model.modelOrRun().open()) {
      LatentDecoder decoder = decoder(generator);
      output.write(
          arithmetic == null ? grid(decoder) : arithmetic.explore(model.path().toString(), decoder),
          out());
    }
    return ExitCode.OK;
  }

  private LatentArithmetic arithmetic() {
    try {
      return new LatentArithmetic(seed, start, minus, plus, noise);
    } catch (IllegalArgumentException e) {
      throw new UserException("--" + e.getMessage(), e);
    }
  }

  private ExploreReport grid(LatentDecoder decoder) {
    if (count < 1 || count > LatentArithmetic.MAX_INDEX) {
      throw new UserException(
          "--count is %d; it must be from 1 to %d".formatted(count, LatentArithmetic.MAX_INDEX));
    }
    return LatentArithmetic.grid(model.path().toString(), decoder, seed, count);
  }

  private LatentDecoder decoder(Generator generator) {
    ChosenClasses classes = ChosenClasses.of(model.path(), generator.labels(), asked);
    if (classes.isEmpty()) {
      return LatentDecoder.of(generator);
    }
    if (asked.size() != 1) {
      throw new UserException(
          "%s has %d classes, and latents are added within one; give one --label"
              .formatted(model.path(), classes.names().size()));
    }
    return LatentDecoder.of(generator, classes.labels().get(0));
  }
}
