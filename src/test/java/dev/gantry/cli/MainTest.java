package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(new PrintWriter(out), new PrintWriter(err), Map.of(), args);
  }

  @Test
  void helpListsCommandsAndExitCodesOnOut() {
    assertThat(run("--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .startsWith("Usage: gantry")
        .contains("completion", "Exit codes:", "143");
    assertThat(err.toString()).isEmpty();
  }

  static List<String> commands() {
    return named("", new CommandLine(new GantryCommand(Map.of()))).toList();
  }

  private static Stream<String> named(String before, CommandLine command) {
    return command.getSubcommands().entrySet().stream()
        .flatMap(
            named -> {
              String words = before + named.getKey();
              return Stream.concat(Stream.of(words), named(words + " ", named.getValue()));
            });
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpAndExitCodes(String command) {
    assertThat(run((command + " --help").split(" "))).as(err.toString()).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).startsWith("Usage: gantry " + command).contains("Exit codes:");
  }

  @Test
  void theVersionNamesGantryAndJava() {
    assertThat(run("--version")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).startsWith("gantry ").contains("Java " + Runtime.version());
  }

  @Test
  void aMistypedCommandIsTheUsersMistake() {
    assertThat(run("complet")).isEqualTo(ExitCode.USER);
    assertThat(err.toString())
        .startsWith("gantry: Unmatched argument at index 0: 'complet'")
        .contains("gantry completion")
        .endsWith("Try: gantry --help" + System.lineSeparator());
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void anUnknownOptionSendsToTheCommandsOwnHelp() {
    assertThat(run("completion", "--nope")).isEqualTo(ExitCode.USER);
    assertThat(err.toString()).contains("'--nope'", "Try: gantry completion --help");
  }

  @Test
  void noCommandIsTheUsersMistake() {
    assertThat(run()).isEqualTo(ExitCode.USER);
    assertThat(err.toString()).startsWith("gantry: Missing command");
  }

  @Test
  void completionIsAShellScript() {
    assertThat(run("completion")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).startsWith("#!/usr/bin/env bash").contains("complete -F");
  }
}
