package dev.gantry.sweep;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Something that a sweep varies: one key of the configuration, or several that always have the same
 * value.
 */
public sealed interface Parameter permits Choice, Range {
  /** Joins the keys that share a value. */
  String JOINT = "+";

  /** Where it was written, with which every complaint about it begins. */
  String place();

  /** Its keys, such as {@code training.batch}, joined by {@value JOINT}. */
  String name();

  /** A value by chance, in YAML. */
  String draw(RandomGenerator random);

  /** As a person writes it, and as {@link ParameterReader} reads it. */
  String text();

  /** The keys, at least one. */
  default List<String> keys() {
    return List.of(name().split("\\+", -1));
  }
}
