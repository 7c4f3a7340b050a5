package dev.gantry.cli;

import java.nio.file.Path;

/** A bug whose stack trace is in a file already. */
final class LoggedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Path log;
  private final Throwable bug;

  LoggedException(Path log, Throwable bug) {
    super(bug);
    this.log = log;
    this.bug = bug;
  }

  /** The file. */
  Path log() {
    return log;
  }

  /** What was thrown. */
  Throwable bug() {
    return bug;
  }
}
