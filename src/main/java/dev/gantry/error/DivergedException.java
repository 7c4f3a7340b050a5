package dev.gantry.error;

/** A run whose losses, gradients or weights are no longer finite. */
public final class DivergedException extends RunException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line: the step, the tensor, what was saved, what to change
   */
  public DivergedException(String message) {
    super(message);
  }
}
