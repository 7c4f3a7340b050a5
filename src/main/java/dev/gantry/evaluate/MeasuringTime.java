package dev.gantry.evaluate;

/**
 * How long a measurement took, in seconds.
 *
 * @param referenceFeatures to look at all reference images; once, where several models or moments
 *     of one are held against them
 * @param generation to make the generated images
 * @param generatedFeatures to look at these
 * @param metrics to work out the numbers
 */
public record MeasuringTime(
    double referenceFeatures, double generation, double generatedFeatures, double metrics) {
  /** Of all that is done for each measurement, without the reference. */
  public double measuring() {
    return generation + generatedFeatures + metrics;
  }
}
