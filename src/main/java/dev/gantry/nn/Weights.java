package dev.gantry.nn;

/** How the kernels of a network start. */
public enum Weights {
  /** N(0, 0.02): Radford et al. 2015, section 4. */
  NORMAL {
    @Override
    public Initializer initializer() {
      return new Initializer.Normal(0, 0.02);
    }
  };

  /** The draws. */
  public abstract Initializer initializer();
}
