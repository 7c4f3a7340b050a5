package dev.gantry.sweep;

import dev.gantry.error.Check;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Values by chance, each parameter for itself (Bergstra and Bengio, "Random Search for
 * Hyper-Parameter Optimization", JMLR 13, 2012): where few parameters matter it tries more values
 * of each than a grid does. More trials with the same seed begin with the same ones.
 *
 * @param count how many trials; fewer where there are not so many combinations
 */
public record RandomSearch(int count) implements Strategy {
  private static final int MOST_DRAWS = 1000;

  /** Checks the number. */
  public RandomSearch {
    Check.range("trials", count, 1, MOST_TRIALS);
  }

  @Override
  public String name() {
    return "random";
  }

  @Override
  public List<Map<String, String>> trials(List<Parameter> parameters, long seed) {
    // Its numbers are specified, where those of other generators may change with the JDK.
    Random random = new Random(seed);
    Set<Map<String, String>> trials = new LinkedHashSet<>();
    int draws = 0;
    while (trials.size() < count && draws < MOST_DRAWS) {
      draws = trials.add(draw(parameters, random)) ? 0 : draws + 1;
    }
    return new ArrayList<>(trials);
  }

  private static Map<String, String> draw(List<Parameter> parameters, Random random) {
    Map<String, String> values = new LinkedHashMap<>();
    parameters.forEach(parameter -> values.put(parameter.name(), parameter.draw(random)));
    return values;
  }

  @Override
  public List<Rung> rungs(int trials, double kimg) {
    return List.of(new Rung(trials, 0));
  }
}
