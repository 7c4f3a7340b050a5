package dev.gantry.nn;

/** How the kernels of a network start. */
public enum Weights {
  /** N(0, 0.02): Radford et al. 2015, section 4. */
  NORMAL {
    @Override
    public Initializer initializer() {
      return new Initializer.Normal(0, 0.02);
    }
  },
  /**
   * {@link Initializer.GlorotUniform}, in residual branches with a gain of sqrt(2): as the ResNets
   * of WGAN-GP start, whose code calls that gain He's.
   */
  XAVIER {
    @Override
    public Initializer initializer() {
      return new Initializer.GlorotUniform();
    }

    @Override
    public Initializer residual() {
      return new Initializer.GlorotUniform(Math.sqrt(2));
    }
  },
  /** {@link Initializer.HeNormal} with a gain of sqrt(2), for layers that a ReLU follows. */
  HE {
    @Override
    public Initializer initializer() {
      return new Initializer.HeNormal(Math.sqrt(2));
    }
  },
  /** {@link Initializer.Orthogonal}: as BigGAN starts (Brock et al. 2019, section 3). */
  ORTHOGONAL {
    @Override
    public Initializer initializer() {
      return new Initializer.Orthogonal();
    }
  };

  /** The draws. */
  public abstract Initializer initializer();

  /** The draws of the kernels in residual branches. */
  public Initializer residual() {
    return initializer();
  }
}
