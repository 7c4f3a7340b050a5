package dev.gantry.explore;

import dev.gantry.error.Check;

/** A way from one latent to another. Stateless, so thread-safe. */
public enum LatentPath {
  /**
   * Along the great circle (Shoemake 1985; for Gaussian latents White 2016, section 2.1), the norm
   * going evenly from the one to the other. Nearly all of a Gaussian in many dimensions lies near a
   * sphere, and this path stays there.
   */
  SPHERICAL("spherical") {
    @Override
    void direct(float[] from, float[] to, double t, double[] at) {
      double fromNorm = norm(from);
      double toNorm = norm(to);
      double angle = fromNorm * toNorm == 0 ? 0 : angle(from, to, fromNorm, toNorm);
      if (angle < PARALLEL) {
        LINEAR.direct(from, to, t, at);
        return;
      }
      Check.that(Math.PI - angle > PARALLEL, "no great circle is the shortest between opposites");
      double norm = (1 - t) * fromNorm + t * toNorm;
      double a = Math.sin((1 - t) * angle) / Math.sin(angle) * norm / fromNorm;
      double b = Math.sin(t * angle) / Math.sin(angle) * norm / toNorm;
      mix(from, a, to, b, at);
    }
  },

  /**
   * Along the straight line. Between Gaussian latents, which are nearly at right angles, its middle
   * has about 0.71 of their norm, where the generator saw next to nothing in training.
   */
  LINEAR("linear") {
    @Override
    void direct(float[] from, float[] to, double t, double[] at) {
      mix(from, 1 - t, to, t, at);
    }
  };

  private static final double PARALLEL = 1e-6;

  private final String word;

  LatentPath(String word) {
    this.word = word;
  }

  /** As a person reads it. */
  public String word() {
    return word;
  }

  /**
   * A point on the way.
   *
   * @param from where the way begins
   * @param to where it ends; of the same length
   * @param t 0 at the begin, 1 at the end
   * @throws IllegalArgumentException if the lengths differ, or no single great circle joins them
   */
  public float[] at(float[] from, float[] to, double t) {
    Check.that(
        from.length == to.length, "latents of %d and %d values".formatted(from.length, to.length));
    if (t <= 0 || t >= 1) {
      return t <= 0 ? from.clone() : to.clone();
    }
    double[] at = new double[from.length];
    direct(from, to, t, at);
    float[] point = new float[at.length];
    for (int i = 0; i < at.length; i++) {
      point[i] = (float) at[i];
    }
    return point;
  }

  abstract void direct(float[] from, float[] to, double t, double[] at);

  /** The Euclidean norm. */
  static double norm(float[] latent) {
    double sum = 0;
    for (float value : latent) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  /** By Kahan's formula, which is exact for small and for straight angles too. */
  private static double angle(float[] from, float[] to, double fromNorm, double toNorm) {
    double difference = 0;
    double sum = 0;
    for (int i = 0; i < from.length; i++) {
      double a = from[i] / fromNorm;
      double b = to[i] / toNorm;
      difference += (a - b) * (a - b);
      sum += (a + b) * (a + b);
    }
    return 2 * Math.atan2(Math.sqrt(difference), Math.sqrt(sum));
  }

  private static void mix(float[] from, double a, float[] to, double b, double[] at) {
    for (int i = 0; i < at.length; i++) {
      at[i] = a * from[i] + b * to[i];
    }
  }
}
