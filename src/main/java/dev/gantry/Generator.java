package dev.gantry;

/** x. */
public final class Generator {
  private Generator() {}
}
