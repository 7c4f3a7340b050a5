package dev.gantry.explore;

import dev.gantry.error.Check;

/**
 * How the latent of a picture is looked for: Adam (Kingma and Ba 2015) on the mean squared
 * difference of the pixels plus {@code prior · (|z|² / length − 1)²}, from several standard normal
 * latents, the rate falling to 0 along half a cosine.
 *
 * <p>The second term keeps the latent near the sphere on which nearly all of those of training lie,
 * so that what is found is a picture that the generator would make.
 *
 * @param steps of each search; 1 to 10,000
 * @param restarts searches for each picture and class; 1 to 64
 * @param learningRate of the first step
 * @param prior weight of the second term; 0 leaves it out
 * @param seed of the first search's latent; search r begins with that of {@code seed + r}
 */
public record LatentSearch(int steps, int restarts, double learningRate, double prior, long seed) {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  /** Checks every component. */
  public LatentSearch {
    Check.range("steps", steps, 1, 10_000);
    Check.range("restarts", restarts, 1, 64);
    Check.positive("learning-rate", learningRate);
    Check.range("prior", prior, 0, 1000);
  }

  /** 300 steps from 4 latents, at a rate of 0.1 with a prior of 0.01. */
  public static LatentSearch defaults() {
    return new LatentSearch(300, 4, 0.1, 0.01, 0);
  }

  /** The second term for one latent. */
  double penalty(float[] latents, int row, int size) {
    double excess = squaredNorm(latents, row, size) / size - 1;
    return prior * excess * excess;
  }

  static double squaredNorm(float[] latents, int row, int size) {
    double sum = 0;
    for (int i = row * size; i < (row + 1) * size; i++) {
      sum += (double) latents[i] * latents[i];
    }
    return sum;
  }

  /** Adds the gradient of the second term. */
  void addPenaltyGradient(float[] latents, float[] gradients, int size) {
    for (int row = 0; row * size < latents.length; row++) {
      double slope = 4 * prior * (squaredNorm(latents, row, size) / size - 1) / size;
      for (int i = row * size; i < (row + 1) * size; i++) {
        gradients[i] += (float) (slope * latents[i]);
      }
    }
  }

  /** The state of Adam over many latents at once; each value moves on its own. */
  final class Descent {
    private final double[] mean;
    private final double[] square;
    private int step;

    Descent(int values) {
      mean = new double[values];
      square = new double[values];
    }

    /** Moves the latents against the gradients. */
    void move(float[] latents, float[] gradients) {
      double rate = learningRate * 0.5 * (1 + Math.cos(Math.PI * step / steps));
      step++;
      double meanBias = 1 - Math.pow(BETA1, step);
      double squareBias = 1 - Math.pow(BETA2, step);
      for (int i = 0; i < latents.length; i++) {
        double g = gradients[i];
        mean[i] = BETA1 * mean[i] + (1 - BETA1) * g;
        square[i] = BETA2 * square[i] + (1 - BETA2) * g * g;
        latents[i] -=
            (float) (rate * (mean[i] / meanBias) / (Math.sqrt(square[i] / squareBias) + EPSILON));
      }
    }
  }
}
