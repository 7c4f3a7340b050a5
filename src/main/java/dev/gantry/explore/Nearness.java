package dev.gantry.explore;

import dev.gantry.metrics.NearestDistances;
import dev.gantry.metrics.NearestNeighbours;
import java.util.Optional;

/**
 * How near generated images are to training images, against how near images are that the model was
 * not trained on.
 *
 * @param generatedMedian median distance of a generated image to the nearest training image, in
 *     levels or in units of the features
 * @param heldOut the same of held-out images; empty where there are none
 */
public record Nearness(double generatedMedian, Optional<HeldOut> heldOut) {
  private static final double QUANTILE = 0.01;

  /**
   * What is usual.
   *
   * @param images held-out ones that were measured
   * @param median distance to the nearest training image
   * @param quantile the distance that 1 % of them are below
   * @param generatedBelow how many generated images are nearer than that
   * @param generatedShare the same as a share of them, 0 to 1; about 0.01 for images of the same
   *     distribution
   */
  public record HeldOut(
      int images, double median, double quantile, int generatedBelow, double generatedShare) {}

  /**
   * Compares.
   *
   * @param generated neighbours of the generated images among the training images
   * @param heldOut neighbours of held-out images among the same
   */
  static Nearness of(NearestNeighbours generated, Optional<NearestNeighbours> heldOut) {
    NearestDistances made = NearestDistances.of(generated);
    return new Nearness(made.median(), heldOut.map(usual -> against(made, usual)));
  }

  private static HeldOut against(NearestDistances made, NearestNeighbours heldOut) {
    NearestDistances usual = NearestDistances.of(heldOut);
    double quantile = usual.quantile(QUANTILE);
    return new HeldOut(
        heldOut.count(),
        usual.median(),
        quantile,
        made.countBelow(quantile),
        made.shareBelow(quantile));
  }
}
