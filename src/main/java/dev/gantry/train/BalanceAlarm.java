package dev.gantry.train;

import dev.gantry.report.Stats;
import java.util.Optional;

/**
 * Notices that the discriminator has won: it tells real from generated images without a doubt, and
 * what reaches the generator says nothing any more (Arjovsky and Bottou 2017, theorem 2.4). Speaks
 * once, after several ticks in a row; not thread-safe.
 */
final class BalanceAlarm {
  private static final double WON_LOSS = 0.05;
  private static final double WON_PROBABILITY = 0.02;
  private static final double VANISHED_SHARE = 0.01;
  private static final int PATIENCE = 3;

  private double largestGeneratorNorm;
  private int ticksWon;
  private boolean spoke;

  /** What to tell the person after this tick, if anything. */
  Optional<String> after(Stats tick) {
    largestGeneratorNorm = Math.max(largestGeneratorNorm, tick.gGradNorm());
    boolean sure = tick.dLoss() < WON_LOSS && tick.dFake() < WON_PROBABILITY;
    boolean vanished =
        tick.dLoss() < 2 * WON_LOSS && tick.gGradNorm() < VANISHED_SHARE * largestGeneratorNorm;
    ticksWon = sure || vanished ? ticksWon + 1 : 0;
    if (ticksWon < PATIENCE || spoke) {
      return Optional.empty();
    }
    spoke = true;
    return Optional.of(
        "the discriminator has won: D loss %.4f, D(G(z)) %.4f, norm of G's gradient %.2g; try a lower optimizer.discriminator.learning-rate, objective.real-target 0.9, or a narrower discriminator"
            .formatted(tick.dLoss(), tick.dFake(), tick.gGradNorm()));
  }
}
