package dev.gantry.train;

import java.util.List;

/**
 * What one iteration brings back.
 *
 * @param dLoss the discriminator's loss, mean over the discriminator's steps
 * @param gLoss the generator's loss
 * @param dReal mean of σ(D(x))
 * @param dFake mean of σ(D(G(z))) in the discriminator's step
 * @param dNorms the norm of each of the discriminator's gradients, before clipping
 * @param gNorms the norm of each of the generator's gradients, before clipping
 */
public record StepResult(
    float dLoss, float gLoss, float dReal, float dFake, List<Float> dNorms, List<Float> gNorms) {
  /** Copies. */
  public StepResult {
    dNorms = List.copyOf(dNorms);
    gNorms = List.copyOf(gNorms);
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
