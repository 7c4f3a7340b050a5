package dev.gantry;

import java.util.Arrays;

/**
 * What a {@link Generator} is asked for: latents by seed or as they are, classes, truncation.
 * Immutable; each method gives a changed copy.
 *
 * <pre>{@code
 * GenerateRequest.seeds(0, 16).label(3).truncation(1.5)
 * GenerateRequest.latents(walk).labels(0, 0, 1, 1)
 * }</pre>
 */
public final class GenerateRequest {
  private final long seed;
  private final int count;
  private final float[][] latents;
  private final int[] labels;
  private final double truncation;

  private GenerateRequest(
      long seed, int count, float[][] latents, int[] labels, double truncation) {
    this.seed = seed;
    this.count = count;
    this.latents = latents;
    this.labels = labels;
    this.truncation = truncation;
  }

  /**
   * The pictures of the seeds {@code first}, {@code first + 1}, and so on.
   *
   * @param count how many; at least 1
   * @throws IllegalArgumentException if count is below 1
   */
  public static GenerateRequest seeds(long first, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("count is %d; it must be at least 1".formatted(count));
    }
    return new GenerateRequest(first, count, new float[0][], new int[0], 0);
  }

  /**
   * The pictures of these latents.
   *
   * @param latents [count, latent size], count at least 1, finite; drawn from a standard normal
   *     distribution in training
   * @throws IllegalArgumentException if there is no row
   */
  public static GenerateRequest latents(float[][] latents) {
    if (latents.length == 0) {
      throw new IllegalArgumentException("there are no latents; give at least 1");
    }
    float[][] copy = Arrays.stream(latents).map(float[]::clone).toArray(float[][]::new);
    return new GenerateRequest(0, latents.length, copy, new int[0], 0);
  }

  /**
   * All of one class. Where none is asked for, a model with classes makes them in turn: the picture
   * of seed s, or of row s of the latents, has label s mod their number.
   *
   * @param label its index in {@link Generator#labels}
   */
  public GenerateRequest label(int label) {
    int[] all = new int[count];
    Arrays.fill(all, label);
    return labels(all);
  }

  /**
   * Each of its class.
   *
   * @param labels [count], indices in {@link Generator#labels}
   * @throws IllegalArgumentException if there is not one for each picture
   */
  public GenerateRequest labels(int... labels) {
    if (labels.length != count) {
      throw new IllegalArgumentException(
          "there are %d labels for %d pictures; give one each".formatted(labels.length, count));
    }
    return new GenerateRequest(seed, count, latents, labels.clone(), truncation);
  }

  /**
   * With latents whose values are drawn again until their magnitude is at most {@code threshold}:
   * fewer odd pictures, less variety (BigGAN, Brock et al. 2019, section 3.1, arXiv:1809.11096).
   *
   * @param threshold at least 0.01; 0 for no truncation
   * @throws IllegalArgumentException if it is another, or this request has latents of its own
   */
  public GenerateRequest truncation(double threshold) {
    if (latents.length > 0) {
      throw new IllegalArgumentException("latents that are given are not truncated; ask by seeds");
    }
    if (!(threshold == 0 || threshold >= 0.01)) {
      throw new IllegalArgumentException(
          "truncation is %s; it must be at least 0.01, or 0 for none".formatted(threshold));
    }
    return new GenerateRequest(seed, count, latents, labels, threshold);
  }

  /** How many pictures are asked for. */
  public int count() {
    return count;
  }

  long seed() {
    return seed;
  }

  /** Rows of latents; none where they are asked for by seed. */
  float[][] latents() {
    return latents;
  }

  /** [count]; empty where no class is asked for. */
  int[] labels() {
    return labels;
  }

  double truncation() {
    return truncation;
  }
}
