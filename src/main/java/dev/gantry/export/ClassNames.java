package dev.gantry.export;

import dev.gantry.model.Conditioning;
import java.util.List;
import java.util.stream.IntStream;

/** The classes that a network knows, by name. */
final class ClassNames {
  private ClassNames() {}

  /**
   * Exactly as many as there are; none where labels are not used.
   *
   * @param known names as the data has them, index = label; a class without one has its number
   */
  static List<String> of(Conditioning conditioning, List<String> known) {
    int classes = conditioning.usesLabels() ? conditioning.classes() : 0;
    return IntStream.range(0, classes)
        .mapToObj(
            label ->
                label < known.size() && !known.get(label).isBlank()
                    ? known.get(label)
                    : Integer.toString(label))
        .toList();
  }
}
