package dev.gantry.sweep;

import java.util.Arrays;
import java.util.Optional;

/** How a range is drawn from. */
public enum Scale {
  /** Each factor with the same chance: from 0.001 to 0.01 as often as from 0.01 to 0.1. */
  LOGARITHMIC("log"),
  /** Each distance with the same chance. */
  LINEAR("lin"),
  /** Each integer with the same chance, both ends among them. */
  INTEGER("int");

  private final String word;

  Scale(String word) {
    this.word = word;
  }

  /** Its name before a range. */
  public String word() {
    return word;
  }

  /** The scale of that name. */
  static Optional<Scale> of(String word) {
    return Arrays.stream(values()).filter(scale -> scale.word.equals(word)).findFirst();
  }
}
