package dev.gantry.train;

/**
 * How far a run is.
 *
 * @param step iterations done
 * @param images real images shown
 * @param seconds time spent in training, over all resumes
 */
record Counters(long step, long images, double seconds) {
  static final Counters START = new Counters(0, 0, 0);
}
