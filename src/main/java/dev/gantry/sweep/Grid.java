package dev.gantry.sweep;

import dev.gantry.error.Check;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every combination of the values; the last parameter changes fastest. */
public record Grid() implements Strategy {
  @Override
  public String name() {
    return "grid";
  }

  @Override
  public List<Map<String, String>> trials(List<Parameter> parameters, long seed) {
    List<Map<String, String>> trials = List.of(Map.of());
    for (Parameter parameter : parameters) {
      trials = times(trials, choice(parameter));
    }
    return trials;
  }

  private static Choice choice(Parameter parameter) {
    if (parameter instanceof Choice choice) {
      return choice;
    }
    throw new IllegalArgumentException(
        "%s is a range, of which there is no grid; list its values, or take the strategy random or halving with a number of trials"
            .formatted(parameter.name()));
  }

  private static List<Map<String, String>> times(List<Map<String, String>> trials, Choice choice) {
    Check.that(
        (long) trials.size() * choice.values().size() <= MOST_TRIALS,
        "the grid has more than %,d combinations; take the strategy random with a number of trials"
            .formatted(MOST_TRIALS));
    List<Map<String, String>> more = new ArrayList<>();
    for (Map<String, String> trial : trials) {
      for (String value : choice.values()) {
        Map<String, String> longer = new LinkedHashMap<>(trial);
        longer.put(choice.name(), value);
        more.add(longer);
      }
    }
    return more;
  }

  @Override
  public List<Rung> rungs(int trials, double kimg) {
    return List.of(new Rung(trials, 0));
  }
}
