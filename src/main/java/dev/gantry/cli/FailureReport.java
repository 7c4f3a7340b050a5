package dev.gantry.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Tells the person at the terminal what went wrong. */
final class FailureReport {
  private final PrintWriter err;

  FailureReport(PrintWriter err) {
    this.err = err;
  }

  /**
   * Prints one line; for a bug a second one that says where the stack trace is.
   *
   * @param verbose print the stack trace, whatever the failure
   * @return the exit code
   */
  int print(Throwable thrown, boolean verbose) {
    Throwable what = thrown instanceof LoggedException logged ? logged.bug() : thrown;
    Failure failure = Failure.of(what);
    err.println("gantry: " + failure.line());
    if (verbose) {
      what.printStackTrace(err);
    } else if (failure.isBug()) {
      traceOf(thrown)
          .ifPresentOrElse(
              file -> err.println("gantry: the stack trace is in " + file),
              () -> what.printStackTrace(err));
    }
    return failure.exitCode();
  }

  private static Optional<Path> traceOf(Throwable thrown) {
    return thrown instanceof LoggedException logged ? Optional.of(logged.log()) : saveTrace(thrown);
  }

  private static Optional<Path> saveTrace(Throwable thrown) {
    try {
      Path file = Files.createTempFile("gantry-", ".log");
      try (PrintWriter trace = new PrintWriter(Files.newBufferedWriter(file))) {
        thrown.printStackTrace(trace);
      }
      return Optional.of(file);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
