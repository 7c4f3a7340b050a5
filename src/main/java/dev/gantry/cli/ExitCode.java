package dev.gantry.cli;

/** What the process ends with. Stopping by a signal is 128 and its number: 130 INT, 143 TERM. */
final class ExitCode {
  /** Done. */
  static final int OK = 0;

  /** A bug of Gantry's. */
  static final int BUG = 1;

  /** The user's mistake: arguments, configuration, data. */
  static final int USER = 2;

  /** The run failed through no mistake in its inputs. */
  static final int RUN = 3;

  /** The run diverged, or collapsed. */
  static final int DIVERGED = 4;

  private ExitCode() {}
}
