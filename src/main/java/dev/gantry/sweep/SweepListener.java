package dev.gantry.sweep;

import java.util.Map;

/** Hears how a sweep goes on; called by several threads, one at a time. */
public interface SweepListener {
  /**
   * How far a sweep is.
   *
   * @param state of all
   * @param shares how much each trial that runs here has of its rung behind it, 0 to 1, by number
   */
  record Progress(SweepState state, Map<Integer, Double> shares) {}

  /**
   * A trial is begun, or gone on with.
   *
   * @param kimg thousands of images that it will have seen; 0: as many as its configuration says
   * @param resumed whether it goes on from a checkpoint
   */
  void began(Trial trial, SweepState state, double kimg, boolean resumed);

  /** A trial has its rung behind it, has failed, or waits again because the sweep is stopped. */
  void ended(Trial trial, SweepState state);

  /** About once a second. */
  void moved(Progress progress);
}
