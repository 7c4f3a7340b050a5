package dev.gantry.metrics;

import dev.gantry.error.Check;
import dev.gantry.error.UserException;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Which classes a generator makes, as a classifier sees them: what mode collapse leaves out.
 *
 * @param histogram images predicted to be of each class, index = label
 * @param found classes with at least one image
 * @param divergence Kullback-Leibler divergence of the predicted classes from the prior, Σ p log(p
 *     / prior) in nats; 0 where they are equal, at most log(1 / least prior). Of real images too it
 *     is about (classes − 1) / 2n
 * @param confident share of the images whose most probable class has at least the probability that
 *     was asked for, 0 to 1
 */
public record ModeCoverage(
    List<Integer> histogram, int found, double divergence, double confident) {
  /** Copies the histogram. */
  public ModeCoverage {
    histogram = List.copyOf(histogram);
  }

  /**
   * Counts.
   *
   * @param probabilities of classes, a row an image, each row adding up to 1
   * @param prior share of each class in the data, adding up to 1
   * @param confidence least probability of a confident prediction, such as 0.9
   * @throws UserException if there are no images, or a class that is predicted is not in the data
   */
  public static ModeCoverage of(FeatureRows probabilities, double[] prior, double confidence) {
    requirePrior(probabilities, prior);
    if (probabilities.count() == 0) {
      throw new UserException("the classes of no images; give at least one image");
    }
    probabilities.requireProbabilities();
    int[] histogram = new int[prior.length];
    int confident = 0;
    for (int i = 0; i < probabilities.count(); i++) {
      int label = probabilities.largest(i);
      histogram[label]++;
      if (probabilities.values()[i * prior.length + label] >= confidence) {
        confident++;
      }
    }
    return new ModeCoverage(
        IntStream.of(histogram).boxed().toList(),
        (int) IntStream.of(histogram).filter(count -> count > 0).count(),
        divergence(histogram, prior, probabilities.count()),
        (double) confident / probabilities.count());
  }

  private static void requirePrior(FeatureRows probabilities, double[] prior) {
    probabilities.requireSize(prior.length);
    Check.that(
        DoubleStream.of(prior).allMatch(share -> share >= 0)
            && Math.abs(DoubleStream.of(prior).sum() - 1) < 1e-6,
        "the shares of the classes must be from 0 and add up to 1");
  }

  private static double divergence(int[] histogram, double[] prior, int count) {
    double sum = 0;
    for (int i = 0; i < prior.length; i++) {
      if (histogram[i] > 0) {
        requireInData(i, prior[i]);
        double share = (double) histogram[i] / count;
        sum += share * Math.log(share / prior[i]);
      }
    }
    return Math.max(0, sum);
  }

  private static void requireInData(int label, double share) {
    if (share == 0) {
      throw new UserException(
          "class %d is predicted, but no reference image is of it; take a reference with all"
                  .formatted(label)
              + " classes");
    }
  }
}
