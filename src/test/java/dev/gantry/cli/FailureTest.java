package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.error.DivergedException;
import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {
  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of(new UserException("x.yaml:1:1: found, expected"), 2),
        Arguments.of(new RunException("the disk is full"), 3),
        Arguments.of(new DivergedException("the loss is NaN"), 4),
        Arguments.of(new OutOfMemoryError("Java heap space"), 3),
        Arguments.of(new UnsatisfiedLinkError("no jnitensorflow"), 3),
        Arguments.of(new IllegalStateException("oops"), 1),
        Arguments.of(new StackOverflowError(), 1));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindHasItsExitCodeAndOneLine(Throwable thrown, int exitCode) {
    Failure failure = Failure.of(thrown);
    assertThat(failure.exitCode()).isEqualTo(exitCode);
    assertThat(failure.line()).isNotBlank().doesNotContainPattern("\\R");
  }

  @Test
  void theUsersMistakeIsShownAsItIs() {
    assertThat(Failure.of(new UserException("x.yaml:1:1: found, expected")).line())
        .isEqualTo("x.yaml:1:1: found, expected");
  }

  @Test
  void aMessageOfSeveralLinesBecomesOne() {
    assertThat(Failure.of(new RunException("one\n  two")).line()).isEqualTo("one two");
  }

  @Test
  void aBugsStackTraceIsSavedAndTheFileNamed() throws Exception {
    StringWriter err = new StringWriter();
    assertThat(report(err, new IllegalStateException("oops"), false)).isEqualTo(ExitCode.BUG);
    String[] lines = err.toString().split("\\R");
    assertThat(lines).hasSize(2);
    Path trace = Path.of(lines[1].replaceFirst(".* is in ", ""));
    assertThat(trace).content().contains("IllegalStateException: oops", "FailureTest");
    Files.delete(trace);
  }

  @Test
  void aBugWhoseStackTraceIsInTheRunsLogIsSentThere() {
    StringWriter err = new StringWriter();
    Throwable logged =
        new LoggedException(Path.of("runs/1/log.txt"), new IllegalStateException("oops"));
    assertThat(report(err, logged, false)).isEqualTo(ExitCode.BUG);
    assertThat(err.toString().lines())
        .containsExactly(
            "gantry: this is a bug of Gantry's: java.lang.IllegalStateException: oops",
            "gantry: the stack trace is in runs/1/log.txt");
  }

  @Test
  void verboseShowsTheStackTraceOfAnyFailure() {
    StringWriter err = new StringWriter();
    assertThat(report(err, new UserException("wrong"), true)).isEqualTo(ExitCode.USER);
    assertThat(err.toString())
        .startsWith("gantry: wrong")
        .contains("\tat dev.gantry.cli.FailureTest");
  }

  private static int report(StringWriter text, Throwable thrown, boolean verbose) {
    PrintWriter err = new PrintWriter(text);
    int exitCode = new FailureReport(err).print(thrown, verbose);
    err.flush();
    return exitCode;
  }
}
