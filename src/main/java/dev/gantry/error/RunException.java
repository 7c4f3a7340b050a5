package dev.gantry.error;

/**
 * A run that could not go on through no mistake in its inputs: the disk is full, the device was
 * lost. The message is one line that says what happened, what was saved and how to go on.
 */
public class RunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line: what happened, what was saved, how to go on
   */
  public RunException(String message) {
    super(message);
  }

  /**
   * @param message one line: what happened, what was saved, how to go on
   * @param cause kept for the log; never shown
   */
  public RunException(String message, Throwable cause) {
    super(message, cause);
  }
}
