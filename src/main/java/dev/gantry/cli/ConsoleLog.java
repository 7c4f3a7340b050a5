package dev.gantry.cli;

import java.io.PrintWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Log records as one line each on the standard error stream. */
final class ConsoleLog extends Handler {
  private final PrintWriter err;

  private ConsoleLog(PrintWriter err) {
    this.err = err;
    setFormatter(new LogLine());
  }

  /**
   * Replaces every handler of the JVM's logging, which TensorFlow Java uses too.
   *
   * @param verbose from {@link Level#INFO} on, else from {@link Level#WARNING} on
   */
  static void start(PrintWriter err, boolean verbose) {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    // A run's log takes more than the console shows.
    root.setLevel(Level.INFO);
    ConsoleLog console = new ConsoleLog(err);
    console.setLevel(verbose ? Level.INFO : Level.WARNING);
    root.addHandler(console);
  }

  @Override
  public void publish(LogRecord record) {
    if (isLoggable(record)) {
      err.println("gantry: " + getFormatter().format(record));
    }
  }

  @Override
  public void flush() {
    err.flush();
  }

  @Override
  public void close() {
    flush();
  }
}
