package dev.gantry.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of {@code stats.jsonl}: the means over the steps of one tick, and the clocks at its end.
 * Immutable, so thread-safe.
 *
 * @param step training steps so far
 * @param images real images shown so far
 * @param kimg the same in thousands
 * @param dLoss the discriminator's loss
 * @param gLoss the generator's loss
 * @param dReal D(x): mean probability of "real" that the discriminator gives to real images, 0 to
 *     1; where its scores are no logits, as of a critic, the mean score
 * @param dFake D(G(z)): the same for generated images
 * @param penalty the part of the discriminator's loss that it pays for its gradient
 * @param dGradNorm Euclidean norm of the discriminator's gradient before clipping
 * @param gGradNorm the same of the generator's
 * @param imagesPerSecond real images a second over the tick
 * @param secondsElapsed time spent in training since the run began, over all resumes
 * @param learningRateG the generator's learning rate at the end of the tick
 * @param learningRateD the discriminator's
 * @param residentBytes resident memory of the process; 0 where it is not known
 * @param metrics what was measured since the last line, by key such as {@code fcd}; empty where
 *     nothing was
 * @param metricsSeconds time that this took, which is not in the training's; 0 where nothing was
 */
public record Stats(
    long step,
    long images,
    double kimg,
    double dLoss,
    double gLoss,
    double dReal,
    double dFake,
    double penalty,
    double dGradNorm,
    double gGradNorm,
    double imagesPerSecond,
    double secondsElapsed,
    double learningRateG,
    double learningRateD,
    long residentBytes,
    Map<String, Double> metrics,
    double metricsSeconds) {
  /** Copies the map, in its order. */
  public Stats {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
