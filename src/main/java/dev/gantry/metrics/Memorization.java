package dev.gantry.metrics;

import dev.gantry.metrics.NearestNeighbours.Neighbour;
import java.util.stream.IntStream;

/**
 * Whether a generator repeats its training images: how near fakes are to them, against how near
 * they are to one another.
 *
 * <p>Two real images may be nearer than two fakes are, so that only the comparison with images that
 * were held out tells what is usual: measure those in the place of the fakes too.
 *
 * @param share of the fakes that are nearer to a training image than that one is to any other
 *     training image, 0 to 1
 * @param copies share of the fakes that are nearer to a training image than 99 % of the training
 *     images are to their nearest, 0 to 1; about 0.01 for images of the same distribution
 * @param fakeDistance median distance of a fake to the nearest training image, in units of the
 *     features
 * @param trainingDistance median distance of a training image to the nearest other one
 */
public record Memorization(
    double share, double copies, double fakeDistance, double trainingDistance) {
  private static final double COPY_QUANTILE = 0.01;

  /**
   * Summarizes.
   *
   * @param fakes neighbours of the fakes among the training images
   * @param training neighbours of the same training images {@linkplain NearestNeighbours#within
   *     within} them
   * @throws dev.gantry.error.UserException if there are no fakes
   */
  public static Memorization of(NearestNeighbours fakes, NearestNeighbours training) {
    NearestDistances ofFakes = NearestDistances.of(fakes);
    NearestDistances ofTraining = NearestDistances.of(training);
    long nearer =
        IntStream.range(0, fakes.count())
            .mapToObj(i -> fakes.of(i, 0))
            .filter(found -> isNearer(found, training))
            .count();
    return new Memorization(
        (double) nearer / fakes.count(),
        ofFakes.shareBelow(ofTraining.quantile(COPY_QUANTILE)),
        ofFakes.median(),
        ofTraining.median());
  }

  private static boolean isNearer(Neighbour found, NearestNeighbours training) {
    return found.distance() < training.of(found.index(), 0).distance();
  }
}
