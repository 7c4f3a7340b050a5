package dev.gantry.loss;

import dev.gantry.error.Check;

/**
 * The non-saturating logistic loss (Goodfellow et al. 2014, section 3).
 *
 * @param realTarget what D is asked to answer for real images; below 1 is one-sided label smoothing
 */
public record NonSaturating(double realTarget) implements Objective {
  /** Checks the target. */
  public NonSaturating {
    Check.range("real-target", realTarget, 0.5, 1);
  }

  /** No smoothing. */
  public static NonSaturating defaults() {
    return new NonSaturating(1);
  }
}
