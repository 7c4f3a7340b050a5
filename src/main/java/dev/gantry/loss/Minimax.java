package dev.gantry.loss;

import dev.gantry.error.Check;

/**
 * The minimax logistic loss (Goodfellow et al. 2014, equation 1).
 *
 * @param realTarget what D is asked to answer for real images; below 1 is one-sided label smoothing
 */
public record Minimax(double realTarget) implements Objective {
  /** Checks the target. */
  public Minimax {
    Check.range("real-target", realTarget, 0.5, 1);
  }

  /** No smoothing. */
  public static Minimax defaults() {
    return new Minimax(1);
  }
}
