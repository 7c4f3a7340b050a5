package dev.gantry.explore;

import java.util.List;
import java.util.Map;

/**
 * The latent whose picture is nearest to a given one, of all that were searched for.
 *
 * @param name of the picture
 * @param label class that came nearest; 0 where the model has none
 * @param className its name, or empty
 * @param meanSquaredError of the pixels, black 0 and white 1
 * @param psnr {@code 10 log10(1 / mean squared error)} in dB, at most 100
 * @param startError the least mean squared error before the first step
 * @param restartErrors what each search of that class ended with
 * @param classErrors what the best search of each class ended with; empty where there are none
 * @param norm of the latent
 * @param latent what was found
 */
public record Projection(
    String name,
    int label,
    String className,
    double meanSquaredError,
    double psnr,
    double startError,
    List<Double> restartErrors,
    Map<String, Double> classErrors,
    double norm,
    List<Float> latent) {
  private static final double MOST = 100;

  static double psnr(double meanSquaredError) {
    return Math.min(MOST, -10 * Math.log10(meanSquaredError));
  }
}
