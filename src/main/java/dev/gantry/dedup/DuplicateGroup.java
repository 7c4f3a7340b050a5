package dev.gantry.dedup;

import java.util.List;

/**
 * An image and its near-duplicates.
 *
 * @param kept index of the image that stands for all: the first of them
 * @param duplicates the others, by index; at least one
 */
public record DuplicateGroup(int kept, List<Duplicate> duplicates) {
  /** Copies. */
  public DuplicateGroup {
    duplicates = List.copyOf(duplicates);
  }

  /**
   * A near-duplicate.
   *
   * @param index of the image
   * @param correlation with the image that is kept, at most 1
   */
  public record Duplicate(int index, double correlation) {}

  /** The correlation of the least certain of them. */
  public double leastCorrelation() {
    return duplicates.stream().mapToDouble(Duplicate::correlation).min().orElse(1);
  }
}
