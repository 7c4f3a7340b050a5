package dev.gantry.train;

import java.util.List;

/**
 * What one iteration brings back.
 *
 * @param dLoss the discriminator's loss with its penalty, mean over the discriminator's steps
 * @param gLoss the generator's loss
 * @param dReal mean of D(x), as the objective reports it: σ of the score where that is a logit
 * @param dFake the same of D(G(z)) in the discriminator's step
 * @param penalty the penalty in the discriminator's loss; 0 where there is none
 * @param dNorms the norm of each of the discriminator's gradients, before clipping
 * @param gNorms the norm of each of the generator's gradients, before clipping
 * @param dTakenBack whether a step of the discriminator overflowed float16 and was taken back: its
 *     loss need not be finite then, and its norms are 0
 * @param gTakenBack the same of the generator's step
 * @param stopVoted whether a replica asked all to stop after this iteration
 */
public record StepResult(
    float dLoss,
    float gLoss,
    float dReal,
    float dFake,
    float penalty,
    List<Float> dNorms,
    List<Float> gNorms,
    boolean dTakenBack,
    boolean gTakenBack,
    boolean stopVoted) {
  /** Copies. */
  public StepResult {
    dNorms = List.copyOf(dNorms);
    gNorms = List.copyOf(gNorms);
  }

  /** The same with another penalty: one that has steps of its own. */
  StepResult withPenalty(float other) {
    return new StepResult(
        dLoss, gLoss, dReal, dFake, other, dNorms, gNorms, dTakenBack, gTakenBack, stopVoted);
  }

  /** Whether all figures are numbers; those of steps that were taken back need not be. */
  boolean isFinite() {
    return Float.isFinite(dLoss)
        && Float.isFinite(gLoss)
        && Float.isFinite(dReal)
        && Float.isFinite(dFake)
        && Float.isFinite(penalty);
  }

  /** Global norm of the discriminator's gradients. */
  public double dNorm() {
    return global(dNorms);
  }

  /** Global norm of the generator's gradients. */
  public double gNorm() {
    return global(gNorms);
  }

  private static double global(List<Float> norms) {
    return Math.sqrt(norms.stream().mapToDouble(norm -> (double) norm * norm).sum());
  }
}
