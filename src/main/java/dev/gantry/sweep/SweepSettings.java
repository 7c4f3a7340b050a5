package dev.gantry.sweep;

import dev.gantry.error.Check;
import dev.gantry.error.UserException;
import java.util.List;

/**
 * The keys of a sweep file but {@code vary}.
 *
 * @param config the configuration that is varied: a file, from the sweep file's folder, or the name
 *     of one that comes with Gantry
 * @param set what all trials have otherwise, each {@code key.path=value}
 * @param strategy which trials are run
 * @param trials how many, by chance; 0 with halving: every combination
 * @param seed of their choice
 * @param metric {@code KEY}, {@code KEY:min} or {@code KEY:max} of the runs' statistics; empty: the
 *     first that the configuration measures
 * @param parallel trials at a time in one process
 * @param eta with halving: of how many trials one is promoted
 * @param minKimg with halving: thousands of images that each trial sees; 0: max-kimg / eta²
 * @param maxKimg with halving: thousands of images that the best see; 0: the configuration's
 */
public record SweepSettings(
    String config,
    List<String> set,
    Kind strategy,
    int trials,
    long seed,
    String metric,
    int parallel,
    int eta,
    double minKimg,
    double maxKimg) {
  static final int MOST_PARALLEL = 256;

  /** Checks what the strategies do not. */
  public SweepSettings {
    set = List.copyOf(set);
    Check.range("trials", trials, 0, Strategy.MOST_TRIALS);
    Check.range("parallel", parallel, 1, MOST_PARALLEL);
    Check.range("eta", eta, 2, 16);
    Check.range("min-kimg", minKimg, 0, 1e9);
    Check.range("max-kimg", maxKimg, 0, 1e9);
    Check.that(
        strategy != Kind.GRID || trials == 0,
        "trials is %d, but a grid has a trial for each combination; leave it out, or take the strategy random"
            .formatted(trials));
    Check.that(
        strategy != Kind.RANDOM || trials > 0,
        "trials is 0; the strategy random needs a number of them");
    Check.that(
        strategy == Kind.HALVING || (minKimg == 0 && maxKimg == 0),
        "min-kimg and max-kimg are of the strategy halving; for others set training.kimg");
  }

  /** The strategies. */
  public enum Kind {
    GRID,
    RANDOM,
    HALVING
  }

  /** A grid, one trial at a time. */
  public static SweepSettings defaults() {
    return new SweepSettings(
        "", List.of(), Kind.GRID, 0, 1, "", 1, SuccessiveHalving.DEFAULT_ETA, 0, 0);
  }

  /**
   * The strategy with its options.
   *
   * @throws UserException where they do not go together
   */
  public Strategy chosen() {
    try {
      return switch (strategy) {
        case GRID -> new Grid();
        case RANDOM -> new RandomSearch(trials);
        case HALVING -> new SuccessiveHalving(trials, eta, minKimg, maxKimg);
      };
    } catch (IllegalArgumentException e) {
      throw new UserException("strategy: " + e.getMessage(), e);
    }
  }
}
