package dev.gantry.sweep;

import dev.gantry.error.Check;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Values that are told one by one, drawn with equal chances.
 *
 * @param values in YAML, at least one, none twice
 */
public record Choice(String place, String name, List<String> values) implements Parameter {
  /** Copies and checks the values. */
  public Choice {
    values = List.copyOf(values);
    Check.that(!values.isEmpty(), name + " has an empty list; give at least one value");
    Check.that(
        values.stream().distinct().count() == values.size(),
        "%s has a value twice in %s; give each once".formatted(name, values));
  }

  @Override
  public String draw(RandomGenerator random) {
    return values.get((int) (random.nextDouble() * values.size()));
  }

  @Override
  public String text() {
    return "[" + String.join(", ", values) + "]";
  }
}
