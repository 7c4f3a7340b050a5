package dev.gantry.error;

/**
 * Checks of option records. Each throws an {@link IllegalArgumentException} whose message has what
 * was found and what is expected; the configuration reader adds the file and the line.
 */
public final class Check {
  private Check() {}

  /** Throws unless {@code low <= value <= high}. */
  public static int range(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          "%s is %d; it must be from %d to %d".formatted(name, value, low, high));
    }
    return value;
  }

  /** Throws unless {@code low <= value <= high}; NaN never is. */
  public static double range(String name, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          "%s is %s; it must be from %s to %s".formatted(name, value, low, high));
    }
    return value;
  }

  /** Throws unless {@code value} is finite and above 0. */
  public static double positive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("%s is %s; it must be above 0".formatted(name, value));
    }
    return value;
  }

  /** Throws an {@link IllegalArgumentException} with {@code message} unless {@code condition}. */
  public static void that(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
