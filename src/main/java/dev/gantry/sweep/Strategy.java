package dev.gantry.sweep;

import java.util.List;
import java.util.Map;

/** Which trials are run, and for how long. */
public sealed interface Strategy permits Grid, RandomSearch, SuccessiveHalving {
  /** Trials of one sweep, at most. */
  int MOST_TRIALS = 10_000;

  /** Its name in arguments and files. */
  String name();

  /**
   * What each trial has for each parameter; none twice. The same seed gives the same trials.
   *
   * @return the values in YAML by the parameters' names
   * @throws IllegalArgumentException where there are no such trials
   */
  List<Map<String, String>> trials(List<Parameter> parameters, long seed);

  /**
   * How long trials are run: first all of them, then ever fewer for ever longer.
   *
   * @param trials how many there are
   * @param kimg what the configuration says
   * @throws IllegalArgumentException where that cannot be
   */
  List<Rung> rungs(int trials, double kimg);
}
