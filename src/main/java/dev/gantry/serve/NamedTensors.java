package dev.gantry.serve;

import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * All inputs or all outputs of a signature.
 *
 * @param values by name
 */
record NamedTensors(Map<String, TensorValue> values) {
  NamedTensors {
    values = Map.copyOf(values);
  }

  /** The one of this name, which the signature has. */
  TensorValue get(String name) {
    TensorValue value = values.get(name);
    if (value == null) {
      throw new NoSuchElementException("there is no tensor " + name);
    }
    return value;
  }

  /** A copy of some rows of each. */
  NamedTensors rows(int from, int count) {
    Map<String, TensorValue> rows = new HashMap<>();
    values.forEach((name, value) -> rows.put(name, value.rows(from, count)));
    return new NamedTensors(rows);
  }
}
