package dev.gantry.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about images to train on. */
@Command(
    name = "data",
    description =
        "Looks at images to train on, fetches known data sets, finds near-duplicates, and packs"
            + " large sets.",
    subcommands = {
      DataInspectCommand.class,
      DataFetchCommand.class,
      DataDedupCommand.class,
      DataPackCommand.class
    })
final class DataCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
