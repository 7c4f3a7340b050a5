package dev.gantry.train;

import dev.gantry.report.Stats;
import org.bytedeco.javacpp.Pointer;

/** Gathers the means of the iterations of one tick. Not thread-safe. */
final class Tick {
  private long steps;
  private double dLoss;
  private double gLoss;
  private double dReal;
  private double dFake;
  private double penalty;
  private double dNorm;
  private double gNorm;
  private final Counters start;

  /** A tick that begins here. */
  Tick(Counters start) {
    this.start = start;
  }

  /** Adds an iteration; one whose figures overflowed, as float16 may, is left out. */
  void add(StepResult result) {
    if (!result.isFinite()) {
      return;
    }
    steps++;
    dLoss += result.dLoss();
    gLoss += result.gLoss();
    dReal += result.dReal();
    dFake += result.dFake();
    penalty += result.penalty();
    dNorm += result.dNorm();
    gNorm += result.gNorm();
  }

  /**
   * The means so far, with the clocks and rates of now; 0 where no iteration is in them.
   *
   * @param measured since the last tick
   */
  Stats end(Counters now, double dRate, double gRate, Measurements measured) {
    long count = Math.max(1, steps);
    double seconds = now.seconds() - start.seconds();
    return new Stats(
        now.step(),
        now.images(),
        now.images() / 1000.0,
        dLoss / count,
        gLoss / count,
        dReal / count,
        dFake / count,
        penalty / count,
        dNorm / count,
        gNorm / count,
        seconds > 0 ? (now.images() - start.images()) / seconds : 0,
        now.seconds(),
        gRate,
        dRate,
        Pointer.physicalBytes(),
        measured.numbers(),
        measured.seconds());
  }
}
