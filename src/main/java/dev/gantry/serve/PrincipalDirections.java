package dev.gantry.serve;

import dev.gantry.error.Check;
import dev.gantry.error.RunException;
import dev.gantry.model.Latents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * The directions of latent space along which pictures change most, as far as they change linearly.
 *
 * <p>With latents z ~ N(0, I) and pictures x, W is the least-squares map of z to x; its right
 * singular vectors are the directions, its singular values their strengths. GANSpace (Härkönen et
 * al. 2020, <a href="https://arxiv.org/abs/2004.02546">arXiv:2004.02546</a>) regresses latents
 * likewise, on principal components of a layer's activations; here the pictures themselves stand in
 * their place, so that any generator will do.
 *
 * <p>Immutable, so thread-safe; the arrays are the caller's to leave as they are.
 */
public final class PrincipalDirections {
  /** Latents longer than this have no directions: the samples would say too little of them. */
  public static final int LONGEST_LATENT = 2048;

  private static final int MOST_DIRECTIONS = 12;
  private static final int BATCH = 64;
  private static final int LEAST_SAMPLES = 1000;
  private static final int MOST_SAMPLES = 4000;
  private static final int SAMPLES_A_LATENT_VALUE = 8;

  /** Of the map from latents to pictures: 8 MiB. */
  private static final int MOST_ENTRIES = 1 << 20;

  /** Root mean square change of a picture in [0, 1] over one deviation: a 40th of a grey level. */
  private static final double INVISIBLE = 1e-4;

  /**
   * A direction of latent space.
   *
   * @param vector [latent size], of length 1; towards it pictures become brighter on the whole
   * @param scale standard deviation of latents along it: 1 for standard normal ones
   * @param share of the variance of all pictures that lies along it, [0, 1]; those of all
   *     directions add up to at most 1, and to less the less linear the generator is
   */
  public record Direction(float[] vector, double scale, double share) {}

  private final List<Direction> directions;

  private PrincipalDirections(List<Direction> directions) {
    this.directions = directions;
  }

  /**
   * Finds the directions from max(1000, 8 · latent size) pictures, at most 4000. The same for the
   * same seed and pictures. Takes little longer than those pictures take; memory is bounded, since
   * of pictures with many values an even draw stands for all.
   *
   * @param latentSize values in a latent, at least 1
   * @param images makes the pictures of up to 64 latents, [count, latent size]: [count, height,
   *     width, channels] in row-major order, values in [0, 1]; called by this thread only
   * @param seed of the latents: those of {@link Latents#normal}
   * @throws IllegalArgumentException if {@code images} gives pictures of different sizes
   * @throws RunException if a value of a picture is not finite
   */
  public static PrincipalDirections of(
      int latentSize, Function<float[][], float[]> images, long seed) {
    Check.that(latentSize >= 1, "latents of %d values".formatted(latentSize));
    if (latentSize > LONGEST_LATENT) {
      return new PrincipalDirections(List.of());
    }
    Sampling sampling = new Sampling(latentSize, images, seed);
    Batch first = sampling.batch(0, BATCH);
    int[] looked = chosenValues(first.pictureSize(), MOST_ENTRIES / latentSize, seed);
    try (LatentRegression regression = new LatentRegression(latentSize, looked.length)) {
      regression.add(first.latents(), first.chosen(looked));
      int samples = samples(latentSize);
      for (int done = BATCH; done < samples; done += BATCH) {
        Batch batch = sampling.batch(done, Math.min(BATCH, samples - done));
        Check.that(
            batch.pictureSize() == first.pictureSize(),
            "pictures of %d and of %d values".formatted(first.pictureSize(), batch.pictureSize()));
        regression.add(batch.latents(), batch.chosen(looked));
      }
      return new PrincipalDirections(visible(regression.solve(), looked.length));
    }
  }

  static int samples(int latentSize) {
    return Math.min(MOST_SAMPLES, Math.max(LEAST_SAMPLES, SAMPLES_A_LATENT_VALUE * latentSize));
  }

  /** Indices of the values that are looked at: all, or as many as may be, drawn without favour. */
  private static int[] chosenValues(int size, int most, long seed) {
    if (size <= most) {
      int[] all = new int[size];
      Arrays.setAll(all, i -> i);
      return all;
    }
    // A regular step would see one channel or some columns only.
    return new Random(seed).ints(0, size).distinct().limit(most).sorted().toArray();
  }

  private static List<Direction> visible(LatentRegression.Solution solution, int values) {
    List<Direction> directions = new ArrayList<>();
    for (int i = 0; i < Math.min(MOST_DIRECTIONS, solution.vectors().length); i++) {
      double strength = solution.strengths()[i];
      if (Math.sqrt(strength / values) < INVISIBLE) {
        break;
      }
      double share = Math.min(1, strength / solution.variance());
      directions.add(new Direction(floats(solution.vectors()[i]), 1, share));
    }
    return List.copyOf(directions);
  }

  private static float[] floats(double[] vector) {
    float[] rounded = new float[vector.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) vector[i];
    }
    return rounded;
  }

  /** The strongest first, at most 12; none where no picture changes that could be seen. */
  public List<Direction> directions() {
    return directions;
  }

  /** Draws latents and makes their pictures. */
  private record Sampling(int latentSize, Function<float[][], float[]> images, long seed) {
    Batch batch(int first, int count) {
      float[] latents = Latents.normal(seed + first, count, latentSize);
      float[][] rows = new float[count][];
      Arrays.setAll(rows, i -> Arrays.copyOfRange(latents, i * latentSize, (i + 1) * latentSize));
      float[] pictures = images.apply(rows);
      Check.that(
          pictures.length > 0 && pictures.length % count == 0,
          "%d values for %d pictures".formatted(pictures.length, count));
      return new Batch(count, latents, pictures);
    }
  }

  /** Latents, [count, latent size], and their pictures. */
  private record Batch(int count, float[] latents, float[] pictures) {
    int pictureSize() {
      return pictures.length / count;
    }

    /** These values of each picture, [count, indices]. */
    float[] chosen(int[] indices) {
      if (indices.length == pictureSize()) {
        return pictures;
      }
      float[] chosen = new float[count * indices.length];
      for (int i = 0; i < chosen.length; i++) {
        chosen[i] = pictures[i / indices.length * pictureSize() + indices[i % indices.length]];
      }
      return chosen;
    }
  }
}
