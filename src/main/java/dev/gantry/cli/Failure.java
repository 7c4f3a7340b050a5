package dev.gantry.cli;

import dev.gantry.error.DivergedException;
import dev.gantry.error.RunException;
import dev.gantry.error.UserException;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/**
 * How a thrown thing is told.
 *
 * @param exitCode one of {@link ExitCode}
 * @param line what was found, what is expected, what to do
 */
record Failure(int exitCode, String line) {
  static Failure of(Throwable thrown) {
    if (thrown instanceof UserException) {
      return new Failure(ExitCode.USER, message(thrown));
    }
    if (thrown instanceof DivergedException) {
      return new Failure(ExitCode.DIVERGED, message(thrown));
    }
    if (thrown instanceof RunException) {
      return new Failure(ExitCode.RUN, message(thrown));
    }
    if (thrown instanceof OutOfMemoryError) {
      return new Failure(
          ExitCode.RUN,
          "out of memory (%s); make the batch or the data smaller, or set GANTRY_JAVA_OPTS=-Xmx8g"
              .formatted(message(thrown)));
    }
    if (thrown instanceof TFResourceExhaustedException) {
      return new Failure(
          ExitCode.RUN,
          "TensorFlow is out of memory (%s); make the batch or the networks smaller"
              .formatted(firstLine(thrown)));
    }
    if (thrown instanceof UnsatisfiedLinkError) {
      return new Failure(
          ExitCode.RUN,
          "TensorFlow's native library does not load: %s; Gantry runs on Linux x86-64 and arm64 and on macOS arm64"
              .formatted(message(thrown)));
    }
    return new Failure(ExitCode.BUG, "this is a bug of Gantry's: " + message(thrown));
  }

  /** Whether the stack trace says more than the line. */
  boolean isBug() {
    return exitCode == ExitCode.BUG;
  }

  /** TensorFlow's messages go on with the nodes of the graph that they came by. */
  private static String firstLine(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).lines().findFirst().orElse("no reason given");
  }

  private static String message(Throwable thrown) {
    boolean ours = thrown instanceof UserException || thrown instanceof RunException;
    String text = ours ? String.valueOf(thrown.getMessage()) : thrown.toString();
    return text.replaceAll("\\s*\\R\\s*", " ");
  }
}
