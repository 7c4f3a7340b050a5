package dev.gantry.error;

/**
 * A mistake in what the user gave: a configuration, data, a path, an option. The message is one
 * line that says what was found and where, what is expected, and what to do; it is shown without a
 * stack trace.
 */
public class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line: found, expected, what to do
   */
  public UserException(String message) {
    super(message);
  }

  /**
   * @param message one line: found, expected, what to do
   * @param cause kept for the log; never shown
   */
  public UserException(String message, Throwable cause) {
    super(message, cause);
  }
}
