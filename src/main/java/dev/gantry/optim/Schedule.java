package dev.gantry.optim;

import dev.gantry.error.Check;

/** A learning rate's factor over a run, as a function of the share of the run that is done. */
public sealed interface Schedule {
  /**
   * What the learning rate is multiplied with.
   *
   * @param progress share of the run that is done, from 0 to 1
   * @return from 0 to 1
   */
  double factor(double progress);

  /** The same rate throughout. */
  record Constant() implements Schedule {
    /** The only one. */
    public static Constant defaults() {
      return new Constant();
    }

    @Override
    public double factor(double progress) {
      return 1;
    }
  }

  /**
   * Constant until {@code start}, then along a line.
   *
   * @param start share of the run after which the rate falls, from 0 to below 1
   * @param finalFactor factor at the end of the run
   */
  record Linear(double start, double finalFactor) implements Schedule {
    /** Checks every component. */
    public Linear {
      Check.range("start", start, 0, 0.999999);
      Check.range("final-factor", finalFactor, 0, 1);
    }

    /** From the start to 0. */
    public static Linear defaults() {
      return new Linear(0, 0);
    }

    @Override
    public double factor(double progress) {
      double done = Math.min(1, Math.max(0, (progress - start) / (1 - start)));
      return 1 + (finalFactor - 1) * done;
    }
  }

  /**
   * Half a cosine from 1 to {@code finalFactor} (Loshchilov and Hutter 2016, equation 5).
   *
   * @param finalFactor factor at the end of the run
   */
  record Cosine(double finalFactor) implements Schedule {
    /** Checks every component. */
    public Cosine {
      Check.range("final-factor", finalFactor, 0, 1);
    }

    /** To 0. */
    public static Cosine defaults() {
      return new Cosine(0);
    }

    @Override
    public double factor(double progress) {
      double done = Math.min(1, Math.max(0, progress));
      return finalFactor + (1 - finalFactor) * 0.5 * (1 + Math.cos(Math.PI * done));
    }
  }
}
