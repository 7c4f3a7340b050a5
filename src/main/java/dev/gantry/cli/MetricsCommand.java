package dev.gantry.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about what metrics are made of. */
@Command(
    name = "metrics",
    description = "Fetches and checks the network that FID, KID and IS are made of.",
    subcommands = {MetricsFetchCommand.class, MetricsSelfcheckCommand.class})
final class MetricsCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
