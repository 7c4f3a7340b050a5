package dev.gantry.doctor;

/**
 * One thing that was noticed.
 *
 * @param level whether it matters
 * @param text what was found, in one line
 * @param remedy what to do, in one line; empty where there is nothing
 */
public record Finding(Level level, String text, String remedy) {
  /** Whether something matters. */
  public enum Level {
    /** As it should be. */
    OK,
    /** Works, but could be better, or is good to know. */
    NOTE,
    /** Broken. */
    PROBLEM
  }

  static Finding ok(String text) {
    return new Finding(Level.OK, text, "");
  }

  static Finding note(String text, String remedy) {
    return new Finding(Level.NOTE, text, remedy);
  }

  static Finding problem(String text, String remedy) {
    return new Finding(Level.PROBLEM, text, remedy);
  }
}
