package dev.gantry.data;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A label for each image.
 *
 * @param values from 0, each below the number of classes; not copied; empty: no labels
 * @param classes their names, index = label
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
record Labels(int[] values, List<String> classes) {
  static final Labels NONE = new Labels(new int[0], List.of());

  Labels {
    classes = List.copyOf(classes);
  }

  /** Classes named by their numbers. */
  static Labels numbered(int[] values) {
    int classes = IntStream.of(values).max().orElse(-1) + 1;
    return new Labels(values, IntStream.range(0, classes).mapToObj(Integer::toString).toList());
  }

  int of(int index) {
    return values.length == 0 ? 0 : values[index];
  }
}
