package dev.gantry.cli;

import dev.gantry.io.IoFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The log of a run, {@code log.txt}: what the terminal was told, every log record of the JVM from
 * INFO on, and the stack trace of a failure; each line with its time. A resumed run goes on in the
 * same file. A log that cannot be written, as on a full disk, ends no run. Thread-safe.
 */
final class RunLog implements AutoCloseable {
  private final PrintWriter text;
  private final Handler records = new Records();

  private RunLog(PrintWriter text) {
    this.text = text;
  }

  /**
   * Opens a log and takes the JVM's log records until it is closed.
   *
   * @throws dev.gantry.error.UserException if the file cannot be made
   */
  static RunLog open(Path file) {
    try {
      RunLog log =
          new RunLog(
              new PrintWriter(
                  Files.newBufferedWriter(
                      file,
                      StandardCharsets.UTF_8,
                      StandardOpenOption.CREATE,
                      StandardOpenOption.APPEND),
                  true));
      Logger.getLogger("").addHandler(log.records);
      return log;
    } catch (IOException e) {
      throw IoFailure.writing(file, e);
    }
  }

  /** Adds a line. */
  void line(String line) {
    text.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line);
  }

  /** Adds what ended the run, with its stack trace. */
  void failed(Throwable thrown) {
    line(Failure.of(thrown).line());
    thrown.printStackTrace(text);
  }

  @Override
  public void close() {
    Logger.getLogger("").removeHandler(records);
    text.close();
  }

  private final class Records extends Handler {
    Records() {
      setFormatter(new LogLine());
    }

    @Override
    public void publish(LogRecord record) {
      if (isLoggable(record)) {
        line(getFormatter().format(record));
      }
    }

    @Override
    public void flush() {
      text.flush();
    }

    /** The JVM closes every handler as soon as it is asked to end, while the run still saves. */
    @Override
    public void close() {
      flush();
    }
  }
}
