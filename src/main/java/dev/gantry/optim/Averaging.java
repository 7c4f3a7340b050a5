package dev.gantry.optim;

import dev.gantry.error.Check;

/**
 * Exponential moving average of the generator's variables (Karras et al. 2018, appendix A; the
 * ramp-up of Karras et al. 2020).
 *
 * @param halfLifeKimg thousands of images after which a weight counts half; 0 keeps no average
 * @param rampUp share of the images shown so far that bounds the half-life, so that early weights
 *     are forgotten soon; 0 does not bound it
 */
public record Averaging(double halfLifeKimg, double rampUp) {
  /** Checks every component. */
  public Averaging {
    Check.range("half-life-kimg", halfLifeKimg, 0, 1e6);
    Check.range("ramp-up", rampUp, 0, 1);
  }

  /** Half-life 10 kimg, ramp-up 0.05, the values of StyleGAN2. */
  public static Averaging defaults() {
    return new Averaging(10, 0.05);
  }

  /** Whether an average is kept. */
  public boolean enabled() {
    return halfLifeKimg > 0;
  }

  /**
   * What the average keeps of itself at an update.
   *
   * @param imagesShown real images shown before this update
   * @param batch real images shown by this update
   */
  public double decay(long imagesShown, int batch) {
    double halfLife = halfLifeKimg * 1000;
    if (rampUp > 0) {
      halfLife = Math.min(halfLife, imagesShown * rampUp);
    }
    return halfLife > 0 ? Math.pow(0.5, batch / halfLife) : 0;
  }
}
