package dev.gantry.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every command has: the root's environment, and where to print. */
@Command
abstract class GantrySubcommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
  private CommandSpec spec;

  final Workspace workspace() {
    GantryCommand root = (GantryCommand) spec.root().userObject();
    return new Workspace(root.environment());
  }

  /** Takes what was asked for. */
  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Takes progress and remarks. */
  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** The words of the command, for provenance. */
  final List<String> commandLine() {
    List<String> words = new ArrayList<>();
    words.add("gantry");
    words.addAll(spec.root().commandLine().getParseResult().originalArgs());
    return words;
  }
}
