package dev.gantry.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command that holds the others, and what they share. */
@Command(
    name = "gantry",
    description = "Trains generative adversarial networks and exports them.",
    subcommands = {
      TrainCommand.class,
      ResumeCommand.class,
      SweepCommand.class,
      ClusterCommand.class,
      SampleCommand.class,
      EvaluateCommand.class,
      UpscaleCommand.class,
      ServeCommand.class,
      ExportCommand.class,
      InspectCommand.class,
      ConfigsCommand.class,
      DataCommand.class,
      ClassifyCommand.class,
      MetricsCommand.class,
      ExploreCommand.class,
      BenchCommand.class,
      DoctorCommand.class,
      CompletionCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a bug of Gantry's",
      "2:a mistake in the arguments, the configuration or the data",
      "3:the run failed: disk full, device lost, out of memory",
      "4:the run diverged: a loss, a gradient or a weight is no number; or it collapsed",
      "130:stopped by Ctrl-C; a checkpoint was written first",
      "143:stopped by TERM; a checkpoint was written first"
    })
final class GantryCommand implements Runnable {
  private final Map<String, String> environment;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
  private CommandSpec spec;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Say more while it runs, and show the stack trace of a failure.")
  private boolean verbose;

  GantryCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** The process's environment variables. */
  Map<String, String> environment() {
    return environment;
  }

  boolean verbose() {
    return verbose;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
