package dev.gantry.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about classifiers. */
@Command(
    name = "classify",
    description = "Trains classifiers, whose features losses and metrics are made of.",
    subcommands = {ClassifyTrainCommand.class, ClassifyCompareCommand.class})
final class ClassifyCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
