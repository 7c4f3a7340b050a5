package dev.gantry;

import java.util.List;

/**
 * The classes of a model, or none.
 *
 * @param names index = label; empty where the model makes what it likes
 */
record ClassLabels(List<String> names) {
  private static final int SHOWN = 20;

  /** Throws an {@link IllegalArgumentException} unless there is such a class. */
  int check(int label) {
    requireClasses();
    if (label < 0 || label >= names.size()) {
      throw new IllegalArgumentException(
          "label is %d; this model has 0 to %d".formatted(label, names.size() - 1));
    }
    return label;
  }

  /** Throws an {@link IllegalArgumentException} unless these are labels of so many images. */
  void check(int[] labels, int count) {
    requireClasses();
    if (labels.length != count) {
      throw new IllegalArgumentException(
          "there are %d labels for %d latents; give one each".formatted(labels.length, count));
    }
    for (int label : labels) {
      check(label);
    }
  }

  /** The first class of that name; throws an {@link IllegalArgumentException} without one. */
  int of(String name) {
    requireClasses();
    int label = names.indexOf(name);
    if (label < 0) {
      throw new IllegalArgumentException(
          "this model has no class \"%s\"; it has %s%s"
              .formatted(
                  name,
                  String.join(", ", names.subList(0, Math.min(SHOWN, names.size()))),
                  names.size() > SHOWN ? ", … (%,d in all)".formatted(names.size()) : ""));
    }
    return label;
  }

  /** Goes through the classes; 0 where there are none. */
  int inTurn(long index) {
    return names.isEmpty() ? 0 : (int) Math.floorMod(index, (long) names.size());
  }

  private void requireClasses() {
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "this model has no classes to choose from; leave the label out");
    }
  }
}
