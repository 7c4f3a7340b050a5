package dev.gantry.metrics;

import dev.gantry.error.UserException;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * exp of the mean Kullback-Leibler divergence of the classes of an image from those of all images
 * (Salimans et al. 2016, section 4): high where each image is clearly of a class and all classes
 * occur. From 1 to the number of classes; higher is better. Called so only with the probabilities
 * of the 2015 Inception graph.
 *
 * @param mean over the splits
 * @param deviation standard deviation over the splits, with n
 * @param splits how many; more of them make the score lower
 */
public record InceptionScore(double mean, double deviation, int splits) {
  /** Splits of the paper. */
  public static final int DEFAULT_SPLITS = 10;

  /**
   * Scores. Images are shuffled first, since those of a conditional model come sorted by class.
   *
   * @param probabilities of classes, a row an image, each row adding up to 1
   * @param splits parts that are scored by themselves, at least 1
   * @param seed of the shuffle
   * @throws UserException if there are fewer images than splits
   */
  public static InceptionScore of(FeatureRows probabilities, int splits, long seed) {
    int count = probabilities.count();
    if (splits < 1 || count < splits) {
      throw new UserException(
          "an inception score of %d images in %d splits; give at least one image a split"
              .formatted(count, splits));
    }
    probabilities.requireProbabilities();
    int[] order = new Shuffle(seed, "inception score").draw(count, count);
    double[] scores = new double[splits];
    for (int i = 0; i < splits; i++) {
      int from = (int) ((long) i * count / splits);
      int to = (int) ((long) (i + 1) * count / splits);
      scores[i] = score(probabilities.select(Arrays.copyOfRange(order, from, to)));
    }
    double mean = DoubleStream.of(scores).average().orElseThrow();
    double variance =
        DoubleStream.of(scores).map(s -> (s - mean) * (s - mean)).average().orElseThrow();
    return new InceptionScore(mean, Math.sqrt(variance), splits);
  }

  private static double score(FeatureRows rows) {
    double[] marginal = rows.mean(0, rows.count());
    double sum = 0;
    for (int i = 0; i < rows.values().length; i++) {
      double probability = rows.values()[i];
      if (probability > 0) {
        sum += probability * Math.log(probability / marginal[i % rows.size()]);
      }
    }
    return Math.exp(sum / rows.count());
  }
}
