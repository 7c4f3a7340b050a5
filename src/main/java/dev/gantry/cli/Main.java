package dev.gantry.cli;

import dev.gantry.cuda.CudaLibraries;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** Gantry's command line. */
public final class Main {
  private final PrintWriter err;
  private final GantryCommand root;

  private Main(PrintWriter err, GantryCommand root) {
    this.err = err;
    this.root = root;
  }

  /** Runs one command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, System.getenv(), args));
  }

  /**
   * Runs one command.
   *
   * @param out takes what was asked for
   * @param err takes progress, warnings and the one line of a failure
   * @param environment the environment variables
   * @return an {@link ExitCode}
   */
  static int run(
      PrintWriter out, PrintWriter err, Map<String, String> environment, String... args) {
    GantryCommand root = new GantryCommand(environment);
    Main main = new Main(err, root);
    CommandLine commandLine =
        new CommandLine(root)
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            // A data folder may begin with @.
            .setExpandAtFiles(false)
            .setExecutionStrategy(main::execute)
            .setParameterExceptionHandler(main::refuse)
            .setExecutionExceptionHandler((thrown, command, parsed) -> main.report(thrown));
    try {
      return commandLine.execute(args);
    } catch (Error thrown) {
      return main.report(thrown);
    } finally {
      out.flush();
      err.flush();
    }
  }

  private int execute(ParseResult parsed) {
    ConsoleLog.start(err, root.verbose());
    if (computes(parsed)) {
      try {
        CudaLibraries.load();
      } catch (RuntimeException thrown) {
        return report(thrown); // picocli hands on only what a command throws
      }
    }
    return new RunLast().execute(parsed);
  }

  /** Whether a command may come to TensorFlow; the doctor tries it elsewhere. */
  private static boolean computes(ParseResult parsed) {
    List<CommandLine> commands = parsed.asCommandLineList();
    return commands.stream()
            .noneMatch(each -> each.isUsageHelpRequested() || each.isVersionHelpRequested())
        && commands.stream().noneMatch(each -> each.getCommand() instanceof DoctorCommand);
  }

  private int refuse(ParameterException mistake, String[] args) {
    CommandLine command = mistake.getCommandLine();
    err.println("gantry: " + String.valueOf(mistake.getMessage()).replaceAll("\\s*\\R\\s*", " "));
    UnmatchedArgumentException.printSuggestions(mistake, err);
    err.printf("Try: %s --help%n", command.getCommandSpec().qualifiedName());
    return ExitCode.USER;
  }

  private int report(Throwable thrown) {
    return new FailureReport(err).print(thrown, root.verbose());
  }
}
