package dev.gantry.sweep;

import dev.gantry.error.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All trials for a little while, the best of them for longer, and so on (Jamieson and Talwalkar,
 * "Non-stochastic Best Arm Identification and Hyperparameter Optimization", AISTATS 2016, <a
 * href="https://arxiv.org/abs/1502.07943">arXiv:1502.07943</a>). A trial that is promoted goes on
 * from where it was. Rungs are as in one bracket of Hyperband (Li et al., JMLR 18, 2018, <a
 * href="https://arxiv.org/abs/1603.06560">arXiv:1603.06560</a>, table 1): of n trials, the best
 * ⌊n/ηⁱ⌋ see ηⁱ times as many images; with η = 2 they are the paper's halves.
 *
 * <p>A learning-rate schedule spans the images of the rung: with one that falls, the rate rises
 * again where a trial is promoted, so that constant rates compare best.
 *
 * @param count how many trials; 0: every combination
 * @param eta η, of how many trials one is promoted; 2 to 16
 * @param minKimg thousands of images that each trial sees; 0: the most by η²
 * @param maxKimg thousands of images that the best see; 0: as many as the configuration says
 */
public record SuccessiveHalving(int count, int eta, double minKimg, double maxKimg)
    implements Strategy {
  /** Hyperband's. */
  public static final int DEFAULT_ETA = 3;

  /** Checks every component. */
  public SuccessiveHalving {
    Check.range("trials", count, 0, MOST_TRIALS);
    Check.range("eta", eta, 2, 16);
    Check.range("min-kimg", minKimg, 0, 1e9);
    Check.range("max-kimg", maxKimg, 0, 1e9);
    Check.that(
        maxKimg == 0 || minKimg < maxKimg,
        "min-kimg is %s and max-kimg is %s; the first must be below the second"
            .formatted(minKimg, maxKimg));
  }

  @Override
  public String name() {
    return "halving";
  }

  @Override
  public List<Map<String, String>> trials(List<Parameter> parameters, long seed) {
    Strategy all = count == 0 ? new Grid() : new RandomSearch(count);
    return all.trials(parameters, seed);
  }

  @Override
  public List<Rung> rungs(int trials, double kimg) {
    double most = maxKimg == 0 ? kimg : maxKimg;
    double least = minKimg == 0 ? most / (eta * eta) : minKimg;
    Check.that(
        least < most,
        "min-kimg is %s, but the configuration's training.kimg is %s; give a lower min-kimg, or a max-kimg"
            .formatted(least, most));
    List<Rung> rungs = new ArrayList<>();
    int left = trials;
    for (double seen = least; left > 1 && seen < most; seen *= eta) {
      rungs.add(new Rung(left, seen));
      left = Math.max(1, left / eta);
    }
    // The last of them see all there is to see, also where no power of eta leads there.
    rungs.add(new Rung(left, most));
    return List.copyOf(rungs);
  }
}
