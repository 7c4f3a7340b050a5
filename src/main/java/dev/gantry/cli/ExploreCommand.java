package dev.gantry.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands that look inside. */
@Command(
    name = "explore",
    description = {
      "Looks inside trained networks.",
      "Each experiment writes a folder of pictures, numbers.json and one page, index.html."
    },
    subcommands = {
      ExploreWalkCommand.class,
      ExploreArithmeticCommand.class,
      ExploreCompareCommand.class,
      ExploreProjectCommand.class,
      ExploreNeighboursCommand.class,
      ExploreFeaturesCommand.class,
      ExploreFiltersCommand.class
    })
final class ExploreCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
