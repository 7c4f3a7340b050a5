package dev.gantry.evaluate;

import dev.gantry.data.ImageDimensions;
import dev.gantry.error.UserException;
import dev.gantry.features.FeatureExtractor;
import dev.gantry.metrics.FrechetDistance;
import dev.gantry.metrics.InceptionScore;
import java.util.List;

/**
 * Whether the Inception graph and all that is worked out of it give the numbers that others
 * published of CIFAR-10's own images. They are of the original pictures: already a copy as JPEG has
 * others.
 *
 * <p>Source of the numbers: the FID that the 2015 graph gives of the training part against the test
 * part (Heusel et al.'s program, 3.1508), and the inception score of the training part in ten
 * splits (torch-fidelity, 11.2368 ± 0.0951; it depends on the shuffle).
 */
public final class SelfCheck {
  /** What the numbers are of. */
  static final ImageDimensions SHAPE = new ImageDimensions(32, 32, 3);

  static final int TRAINED = 50_000;
  static final int TESTED = 10_000;

  private static final long SHUFFLE = 2020;

  private SelfCheck() {}

  /**
   * One comparison.
   *
   * @param name of the number
   * @param published by others
   * @param tolerance how far it may lie from that
   * @param found here
   */
  public record Comparison(String name, double published, double tolerance, double found) {
    /** Whether it is the published one. */
    public boolean holds() {
      return Math.abs(found - published) <= tolerance;
    }
  }

  /**
   * Looks at all of CIFAR-10 and compares.
   *
   * @param train the 50,000 images of the training part
   * @param test the 10,000 images of the test part
   * @throws UserException if the images are others, or the extractor is not the 2015 graph
   */
  public static List<Comparison> of(
      Samples train, Samples test, FeatureExtractor inception, Observation.Progress progress) {
    if (!inception.info().inception()) {
      throw new UserException(
          "the published numbers are of the Inception graph of 2015, not of %s; run gantry metrics fetch"
              .formatted(inception.info().name()));
    }
    check(train, TRAINED);
    check(test, TESTED);
    return compare(
        Observation.of(train, inception, false, progress),
        Observation.of(test, inception, false, progress));
  }

  private static void check(Samples samples, int count) {
    if (samples.count() != count || !samples.shape().equals(SHAPE)) {
      throw new UserException(
          "%s has %,d images of %s; the published numbers are of CIFAR-10's %,d of %s; give its binaries"
              .formatted(samples.name(), samples.count(), samples.shape(), count, SHAPE));
    }
  }

  static List<Comparison> compare(Observation train, Observation test) {
    FrechetDistance distance = FrechetDistance.between(train.moments(), test.moments());
    InceptionScore score =
        InceptionScore.of(train.probabilities(), InceptionScore.DEFAULT_SPLITS, SHUFFLE);
    return List.of(
        new Comparison("FID, training part against test part", 3.1508, 0.02, distance.value()),
        new Comparison("IS of the training part", 11.2368, 0.05, score.mean()));
  }
}
